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

import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { EntityHeartbeats } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { CardContent } from '../card/CardContent';
import { useEntitySubjects } from '../card/useEntitySubjects';
import type { LiveAnswer } from '../components/LiveContent';
import type { SubjectKind } from '../subjects/subjectKind';
import { HistoryCards } from './HistoryCards';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    alignItems: 'start',
    gap: theme.spacing(3),
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
    },
  },
}));

/** What the tab shows once there is an answer: what is true now, and what was. */
export function TabContent(
  props: LiveAnswer<EntityHeartbeats> & { kinds: SubjectKind[] },
) {
  const { kinds, ...answer } = props;
  const { entityRef, problems } = answer.data;
  const subjects = useEntitySubjects(kinds, answer);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const names = new Map(subjects.map(({ id, name }) => [id, name]));
  return (
    <div className={classes.root}>
      {/* a card is as high as what is around it */}
      <div>
        <EntityInfoCard title={t('tab.now')}>
          <CardContent
            subjects={subjects}
            problems={problems}
            isBrief={false}
          />
        </EntityInfoCard>
      </div>
      {subjects.some(({ hasHistory }) => hasHistory) && (
        <HistoryCards entityRef={entityRef} kinds={kinds} names={names} />
      )}
    </div>
  );
}
