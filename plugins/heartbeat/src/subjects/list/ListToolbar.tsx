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

import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import InputAdornment from '@material-ui/core/InputAdornment';
import OutlinedInput from '@material-ui/core/OutlinedInput';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import ClearIcon from '@material-ui/icons/Clear';
import SearchIcon from '@material-ui/icons/Search';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5, 2),
  },
  search: {
    flex: '1 1 280px',
    maxWidth: 420,
    backgroundColor: theme.palette.background.paper,
    [theme.breakpoints.down('xs')]: { maxWidth: 'none' },
  },
  input: { padding: theme.spacing(1.25, 0) },
  icon: { color: theme.palette.text.secondary },
  shown: { fontVariantNumeric: 'tabular-nums' },
}));

/** The search, how much of everything is shown, and the way back to all of it. */
export function ListToolbar(props: {
  text: string;
  onTextChange: (text: string) => void;
  placeholder: string;
  /** How much of everything that is, in words. */
  shown: string;
  isFiltered: boolean;
  onClear: () => void;
  /** Further filters. */
  children?: ReactNode;
}) {
  const { text, onTextChange, placeholder, shown, isFiltered, onClear } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <div className={classes.root} role="search">
      <OutlinedInput
        className={classes.search}
        value={text}
        onChange={event => onTextChange(event.target.value)}
        placeholder={placeholder}
        inputProps={{
          'aria-label': t('page.search'),
          className: classes.input,
        }}
        startAdornment={
          <InputAdornment position="start">
            <SearchIcon className={classes.icon} fontSize="small" aria-hidden />
          </InputAdornment>
        }
        endAdornment={
          text && (
            <InputAdornment position="end">
              <IconButton
                size="small"
                aria-label={t('page.clearSearch')}
                onClick={() => onTextChange('')}
              >
                <ClearIcon fontSize="small" />
              </IconButton>
            </InputAdornment>
          )
        }
      />
      {props.children}
      <Typography
        variant="body2"
        color="textSecondary"
        className={classes.shown}
        role="status"
      >
        {shown}
      </Typography>
      {isFiltered && (
        <Button size="small" onClick={onClear}>
          {t('page.clearFilters')}
        </Button>
      )}
    </div>
  );
}
