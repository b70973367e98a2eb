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
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

/** The first of the entities, and how many more there are. */
export function EntityCell(props: { entities: HeartbeatEntity[] }) {
  const [first, ...others] = props.entities;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  if (!first) {
    return (
      <Typography variant="body2" color="textSecondary" component="span">
        {t('page.noEntity')}
      </Typography>
    );
  }
  return (
    <>
      <EntityRefLink entityRef={first.entityRef} title={first.title} hideIcon />
      {others.length > 0 && (
        <span title={others.map(({ entityRef }) => entityRef).join(', ')}>
          {' '}
          {t('page.moreEntities', { value: others.length })}
        </span>
      )}
    </>
  );
}
