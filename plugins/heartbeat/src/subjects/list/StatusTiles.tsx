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
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  HeartbeatStatus,
  heartbeatTranslationRef,
  type StatusLooks,
} from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(6, minmax(0, 1fr))',
    gap: theme.spacing(1.5),
    [theme.breakpoints.down('sm')]: {
      // wide enough for the longest status in one line
      gridTemplateColumns: 'repeat(auto-fill, minmax(106px, 1fr))',
      gap: theme.spacing(1),
    },
  },
  tile: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    justifyContent: 'flex-start',
    padding: theme.spacing(1.25, 1.75),
    borderRadius: theme.shape.borderRadius * 2,
    border: `1px solid ${theme.palette.divider}`,
    backgroundColor: theme.palette.background.paper,
    textAlign: 'left',
    transition: theme.transitions.create(['border-color', 'background-color'], {
      duration: theme.transitions.duration.shortest,
    }),
    '&:hover': { backgroundColor: theme.palette.action.hover },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: 2,
    },
    '&[aria-pressed="true"]': {
      borderColor: theme.palette.primary.main,
      boxShadow: `inset 0 0 0 1px ${theme.palette.primary.main}`,
    },
    [theme.breakpoints.down('md')]: { padding: theme.spacing(0.75, 1) },
  },
  /** A count of zero is no reason to look: not even at a red icon. */
  none: { '& > *': { opacity: 0.7, filter: 'grayscale(1)' } },
  count: {
    fontWeight: 600,
    fontSize: theme.typography.pxToRem(24),
    lineHeight: 1.3,
    fontVariantNumeric: 'tabular-nums',
    [theme.breakpoints.down('sm')]: { fontSize: theme.typography.pxToRem(18) },
  },
  label: {
    maxWidth: '100%',
    overflow: 'hidden',
    '& > *': { fontWeight: 400, fontSize: theme.typography.pxToRem(13) },
    [theme.breakpoints.down('md')]: {
      '& > *': {
        gap: theme.spacing(0.5),
        fontSize: theme.typography.pxToRem(12),
        whiteSpace: 'normal',
      },
    },
  },
}));

/** How many there are of each status, each a button that shows only those. */
export function StatusTiles(props: {
  /** All there are, worst first. */
  statuses: string[];
  looks: Partial<StatusLooks>;
  /** What is counted. */
  items: Array<{ status: string }>;
  selected: string[];
  onChange: (selected: string[]) => void;
}) {
  const { statuses, looks, items, selected, onChange } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const counts = new Map<string, number>();
  for (const { status } of items) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return (
    <div className={classes.root} role="group" aria-label={t('page.summary')}>
      {statuses.map(status => {
        const count = counts.get(status) ?? 0;
        const isSelected = selected.includes(status);
        return (
          <ButtonBase
            key={status}
            className={
              count === 0 ? `${classes.tile} ${classes.none}` : classes.tile
            }
            disableRipple
            aria-pressed={isSelected}
            onClick={() =>
              onChange(
                isSelected
                  ? selected.filter(other => other !== status)
                  : [...selected, status],
              )
            }
          >
            <Typography component="span" className={classes.count}>
              {count}
            </Typography>{' '}
            <span className={classes.label}>
              <HeartbeatStatus status={status} looks={looks} variant="plain" />
            </span>
          </ButtonBase>
        );
      })}
    </div>
  );
}
