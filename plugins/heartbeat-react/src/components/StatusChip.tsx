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
import { alpha, makeStyles, type Theme } from '@material-ui/core/styles';
import type { StatusIcon } from './statusLooks';

const useStyles = makeStyles<Theme, { color: string }>(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
    fontWeight: 600,
    lineHeight: 1.5,
    color: theme.palette.text.primary,
  },
  badge: {
    padding: theme.spacing(0.25, 1.25, 0.25, 0.75),
    borderRadius: 999,
    backgroundColor: ({ color }) => alpha(color, 0.14),
  },
  icon: { fontSize: '1.25em', color: ({ color }) => color },
}));

/**
 * How any status looks: a word beside an icon, in a colour.
 *
 * @internal
 */
export function StatusChip(props: {
  icon: StatusIcon;
  color: string;
  /** What the word means, for those who point at it. */
  meaning: string;
  variant?: 'badge' | 'plain';
  children: ReactNode;
}) {
  const { icon: Icon, color, meaning, variant = 'badge', children } = props;
  const classes = useStyles({ color });
  return (
    <span
      className={
        variant === 'badge' ? `${classes.root} ${classes.badge}` : classes.root
      }
      title={meaning}
    >
      <Icon className={classes.icon} aria-hidden />
      {children}
    </span>
  );
}
