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

import { makeStyles } from '@material-ui/core/styles';
import type { Server } from 'backstage-plugin-heartbeat-common';

const useStyles = makeStyles(theme => ({
  /** No longer than a line of the name above it. */
  target: {
    display: 'block',
    maxWidth: 240,
    [theme.breakpoints.down('md')]: { maxWidth: 120 },
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    ...theme.typography.caption,
    color: theme.palette.text.secondary,
    [theme.breakpoints.down('sm')]: { maxWidth: '100%' },
  },
}));

/** Where a server is, below its name. */
export function ServerTarget(props: { subject: Server }) {
  const { target } = props.subject;
  const classes = useStyles();
  return (
    <bdi className={classes.target} title={target}>
      {target}
    </bdi>
  );
}
