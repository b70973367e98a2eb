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
import Typography from '@material-ui/core/Typography';
import BlindIcon from '@material-ui/icons/VisibilityOffOutlined';
import ServerIcon from '@material-ui/icons/DnsOutlined';
import {
  HEALTH_URL_ANNOTATION,
  SERVER_ANNOTATION,
  type ServerList,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { CommandLine } from '../components/CommandLine';
import { Empty } from '../components/Empty';

const CONFIG_YAML = `heartbeat:
  servers:
    - name: orders
      http:
        url: https://orders.example.com/health`;

const ENTITY_YAML = `metadata:
  annotations:
    ${SERVER_ANNOTATION}: orders`;

const URL_YAML = `metadata:
  annotations:
    ${HEALTH_URL_ANNOTATION}: https://orders.example.com/health`;

/**
 * What stands in place of the list when it is empty. It is only called that
 * where nothing hid servers from us.
 */
export function EmptyServers(props: { data: ServerList }) {
  const { problems, networkDown } = props.data;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return problems.length > 0 || networkDown ? (
    <Empty
      icon={BlindIcon}
      title={t('servers.blindTitle')}
      text={t('servers.blind')}
    />
  ) : (
    <Empty
      icon={ServerIcon}
      title={t('servers.emptyTitle')}
      text={t('servers.empty')}
    >
      <CommandLine>{CONFIG_YAML}</CommandLine>
      <Typography variant="body2">{t('servers.emptyEntity')}</Typography>
      <CommandLine>{ENTITY_YAML}</CommandLine>
      <Typography variant="body2">{t('servers.emptyUrl')}</Typography>
      <CommandLine>{URL_YAML}</CommandLine>
    </Empty>
  );
}
