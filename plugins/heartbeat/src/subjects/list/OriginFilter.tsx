/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: { minWidth: 112, maxWidth: 200 },
  input: {
    backgroundColor: theme.palette.background.paper,
    '& select': { padding: theme.spacing(1.25, 4, 1.25, 1.5) },
  },
}));

/** Shows only what is of one origin; nothing where there is no choice. */
export function OriginFilter(props: {
  label: string;
  /** All there are to choose from. */
  values: string[];
  selected?: string;
  onChange: (selected: string | undefined) => void;
  /** How a value is called; as it is written if absent. */
  nameOf?: (value: string) => string;
}) {
  const { label, values, selected, onChange, nameOf = String } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  // what the URL asks for can always be taken back
  const choices = [
    ...new Set(selected === undefined ? values : [...values, selected]),
  ].sort();
  if (choices.length < 2 && selected === undefined) {
    return null;
  }
  return (
    <TextField
      select
      className={classes.root}
      variant="outlined"
      label={label}
      value={selected ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
      InputProps={{ className: classes.input }}
      inputProps={{ 'aria-label': label }}
    >
      <option value="">{t('servers.any')}</option>
      {choices.map(value => (
        <option key={value} value={value}>
          {nameOf(value)}
        </option>
      ))}
    </TextField>
  );
}
