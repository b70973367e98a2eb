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
import Typography from '@material-ui/core/Typography';
import type { AvailabilityReport } from 'backstage-plugin-heartbeat-common';
import {
  AvailabilityTable,
  heartbeatTranslationRef,
} from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
  name: { fontWeight: 600 },
}));

/** The availability of each subject, under its name where there are several. */
export function AvailabilityList(props: {
  report: AvailabilityReport;
  /** How each subject is called, by its `id`. */
  names: ReadonlyMap<string, string>;
}) {
  const { report, names } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <div className={classes.root}>
      {report.items.map(({ subjectId, windows }) => (
        <div key={subjectId}>
          {report.items.length > 1 && (
            <Typography variant="body2" component="h4" className={classes.name}>
              {names.get(subjectId) ?? subjectId}
            </Typography>
          )}
          <AvailabilityTable windows={windows} />
        </div>
      ))}
      <Typography variant="caption" color="textSecondary">
        {t('availability.meaning')}
      </Typography>
    </div>
  );
}
