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
import { alpha, makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: {
    marginBottom: theme.spacing(2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  label: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
  bad: {
    minWidth: 22,
    padding: theme.spacing(0, 0.75),
    borderRadius: 999,
    textAlign: 'center',
    fontSize: theme.typography.caption.fontSize,
    lineHeight: '20px',
    fontVariantNumeric: 'tabular-nums',
    color: theme.palette.text.primary,
    backgroundColor: alpha(theme.palette.error.main, 0.22),
  },
}));

/** The id of the panel that a tab opens. */
export function panelId(view: string): string {
  return `heartbeat-${view}`;
}

/** Switches between the lists of the page, and says how many in each need attention. */
export function KindTabs(props: {
  tabs: Array<{
    view: string;
    label: string;
    /** Absent where it is not known (yet). */
    bad?: number;
  }>;
  chosen: string;
  onChange: (view: string) => void;
}) {
  const { tabs, chosen, onChange } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Tabs
      className={classes.root}
      value={chosen}
      onChange={(_, view: string) => onChange(view)}
      indicatorColor="primary"
      textColor="primary"
      aria-label={t('views.label')}
    >
      {tabs.map(({ view, label, bad: count = 0 }) => (
        <Tab
          key={view}
          value={view}
          id={`${panelId(view)}-tab`}
          // the other panels are not there
          aria-controls={view === chosen ? panelId(view) : undefined}
          label={
            <span className={classes.label}>
              {label}{' '}
              {count > 0 && (
                <span
                  className={classes.bad}
                  role="img"
                  title={t('views.bad', { count })}
                  aria-label={t('views.bad', { count })}
                >
                  {count.toLocaleString()}
                </span>
              )}
            </span>
          }
        />
      ))}
    </Tabs>
  );
}
