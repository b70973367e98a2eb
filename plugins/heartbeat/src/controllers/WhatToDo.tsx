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
import {
  CONTROLLER_LABEL,
  type Heartbeat,
  type HeartbeatList,
  type LeaseHeartbeat,
  type LeaseRef,
  type Sight,
} from 'backstage-plugin-heartbeat-common';
import {
  CONTROLLER_LOOKS,
  heartbeatTranslationRef,
  lookOfStatus,
  type Translate,
} from 'backstage-plugin-heartbeat-react';
import { CommandLine } from '../components/CommandLine';
import { needsAHand } from '../subjects/severities';
import type { SubjectProps } from '../subjects/SubjectScreens';
import { replicasOf } from './replicas';
import { runbookOf } from '../subjects/details/runbook';
import { RunbookLink } from '../subjects/details/RunbookLink';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  },
}));

function isInNeed({ status }: LeaseHeartbeat): boolean {
  return needsAHand(lookOfStatus(CONTROLLER_LOOKS, status).severity);
}

/** By which labels a controller that was never seen would have been found. */
function labelsOf(sights: Sight[]): string[] {
  const labels = sights
    .filter(({ source }) => source === 'label')
    .map(({ selector }) => selector);
  return labels.length > 0 ? [...new Set(labels)] : [CONTROLLER_LABEL];
}

/** Those to look at: of the replicas, which are in one namespace, the ones that need a hand. */
function leasesOf(heartbeat: Heartbeat): LeaseRef[] {
  const replicas = replicasOf(heartbeat).filter(isInNeed);
  return (replicas.length > 0 ? replicas : [heartbeat]).flatMap(
    ({ lease }) => lease ?? [],
  );
}

function command(t: Translate, heartbeat: Heartbeat, sights: Sight[]) {
  const { controller } = heartbeat;
  const leases = leasesOf(heartbeat);
  const names = leases.map(({ name }) => name).join(' ');
  return leases.length > 0
    ? {
        title: t('action.kubectl', { count: leases.length }),
        line: `kubectl --namespace ${leases[0].namespace} get lease ${names} -o yaml`,
      }
    : {
        title: t('action.kubectlFind'),
        line: labelsOf(sights)
          .map(
            label =>
              `kubectl get leases --all-namespaces --selector ${label}=${controller}`,
          )
          .join('\n'),
      };
}

/**
 * The next steps for a heartbeat that is not as it should be, or one of whose
 * replicas is not; nothing for the others.
 */
export function WhatToDo(props: SubjectProps<Heartbeat, HeartbeatList>) {
  const { subject: heartbeat, answer } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  if (![heartbeat, ...replicasOf(heartbeat)].some(isInNeed)) {
    return null;
  }
  const { title, line } = command(t, heartbeat, answer.data.sights);
  const runbook = runbookOf(heartbeat.entities);
  return (
    <section className={classes.root} aria-label={t('action.title')}>
      {runbook && <RunbookLink runbook={runbook} />}
      <div>
        <Typography variant="caption" color="textSecondary" component="p">
          {title}
        </Typography>
        <CommandLine>{line}</CommandLine>
      </div>
    </section>
  );
}
