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
import BlindIcon from '@material-ui/icons/VisibilityOffOutlined';
import HeartIcon from '@material-ui/icons/FavoriteBorder';
import {
  CONTROLLER_ANNOTATION,
  CONTROLLER_LABEL,
  type HeartbeatList,
  type Sight,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { CommandLine } from '../components/CommandLine';
import { SightName } from '../components/SightName';
import { Empty } from '../components/Empty';

const LABEL_COMMAND = `kubectl --namespace my-namespace label lease my-controller ${CONTROLLER_LABEL}=my-controller`;

const ENTITY_YAML = `metadata:
  annotations:
    ${CONTROLLER_ANNOTATION}: my-controller`;

const useStyles = makeStyles(theme => ({
  list: { margin: 0, paddingInlineStart: theme.spacing(2.5) },
}));

/** Nothing there, and we saw everything: how to make the first one appear. */
function NothingThere(props: { sights: Sight[] }) {
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Empty icon={HeartIcon} title={t('page.emptyTitle')} text={t('page.empty')}>
      <CommandLine>{LABEL_COMMAND}</CommandLine>
      <Typography variant="body2">{t('page.emptyEntity')}</Typography>
      <CommandLine>{ENTITY_YAML}</CommandLine>
      <Typography variant="body2">{t('page.emptyLooking')}</Typography>
      <Typography variant="body2" component="ul" className={classes.list}>
        {props.sights.map(sight => (
          <li key={`${sight.cluster}/${sight.namespace}/${sight.selector}`}>
            <SightName sight={sight} />
          </li>
        ))}
      </Typography>
    </Empty>
  );
}

/**
 * What stands in place of the list when it is empty. An empty list is only
 * called that when we could look everywhere.
 */
export function EmptyControllers(props: { data: HeartbeatList }) {
  const { sights } = props.data;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const synced = sights.filter(({ status }) => status === 'synced');
  if (synced.length === 0) {
    return (
      <Empty
        icon={BlindIcon}
        title={t('page.blindTitle')}
        text={t('page.blind')}
      />
    );
  }
  if (synced.length < sights.length) {
    return (
      <Empty
        icon={BlindIcon}
        title={t('page.partlyBlindTitle')}
        text={t('page.partlyBlind')}
      />
    );
  }
  return <NothingThere sights={sights} />;
}
