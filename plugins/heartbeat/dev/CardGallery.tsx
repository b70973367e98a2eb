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

import { Content } from '@backstage/core-components';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { EntityHeartbeatCard } from '../src/card/EntityHeartbeatCard';
import { entityOf } from './entityOf';
import { entityServers } from './serverScenarios';

const CARDS = [
  'alive',
  'late',
  'dead',
  'stopped',
  'unknown',
  'never',
  'provisional',
  'restarts',
  'skewed',
  'replicas',
  'replicas-alive',
  'replicas-unseen',
  'replicas-dead',
  'progress',
  'stuck',
  'long-progress',
  'several',
  ...Object.keys(entityServers).filter(name => name !== 'several'),
  'problem',
  'stale',
  'loading',
  'forbidden',
  'failed',
];

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(420px, 100%), 1fr))',
    gap: theme.spacing(3),
    alignItems: 'start',
  },
}));

/** The entity card in every state. */
export function CardGallery() {
  const classes = useStyles();
  return (
    <Content>
      <div className={classes.root}>
        {CARDS.map(scenario => (
          <div key={scenario}>
            <Typography variant="overline">{scenario}</Typography>
            <EntityProvider entity={entityOf(scenario)}>
              <EntityHeartbeatCard />
            </EntityProvider>
          </div>
        ))}
      </div>
    </Content>
  );
}
