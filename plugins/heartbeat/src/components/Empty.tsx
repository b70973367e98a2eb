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

import type { ComponentType, ReactNode } from 'react';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(2),
    maxWidth: 640,
    margin: theme.spacing(4, 'auto'),
    textAlign: 'center',
  },
  icon: {
    fontSize: theme.typography.pxToRem(44),
    color: theme.palette.text.secondary,
  },
  steps: {
    display: 'grid',
    gap: theme.spacing(1.5),
    width: '100%',
    textAlign: 'left',
  },
}));

/** What stands in place of a list that is empty, and below it how to fill it. */
export function Empty(props: {
  icon: ComponentType<SvgIconProps>;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  const { icon: Icon, title, text, children } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Icon className={classes.icon} aria-hidden />
      <div>
        <Typography variant="h5" component="h2" gutterBottom>
          {title}
        </Typography>
        <Typography variant="body2">{text}</Typography>
      </div>
      {children && <div className={classes.steps}>{children}</div>}
    </div>
  );
}
