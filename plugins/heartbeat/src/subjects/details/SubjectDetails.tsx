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
import Typography from '@material-ui/core/Typography';
import type {
  SectionProps,
  Subject,
  SubjectAnswer,
  SubjectScreens,
} from '../SubjectScreens';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5), minWidth: 0 },
  why: { overflowWrap: 'anywhere' },
}));

/** All that is known of one subject beside its status and its name. */
export function SubjectDetails<T extends Subject, L extends SubjectAnswer<T>>(
  props: SectionProps<T, L> & { screens: SubjectScreens<T, L> },
) {
  const { screens, ...shown } = props;
  const { Explanation, sections } = screens;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Typography variant="body2" component="div" className={classes.why}>
        <Explanation subject={shown.subject} answer={shown.answer} />
      </Typography>
      {sections.map((Section, place) => (
        // eslint-disable-next-line react/no-array-index-key -- a kind always has the same ones
        <Section key={place} {...shown} />
      ))}
    </div>
  );
}
