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

import { useMemo } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Server } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { OriginFilter } from '../subjects/list/OriginFilter';
import type { ServerFilters } from './useServerFilters';

/** An owner as its link calls it. What a URL asks for may be no entity ref at all. */
function ownerName(owner: string): string {
  try {
    return parseEntityRef(owner).name;
  } catch {
    return owner;
  }
}

/** Shows only the servers of one provider, source or owner. */
export function OriginFilters(props: {
  items: Server[];
  filters: ServerFilters;
  onChange: (changed: Partial<ServerFilters>) => void;
}) {
  const { items, filters, onChange } = props;
  const { provider, source, owner } = filters;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const values = useMemo(
    () => ({
      providers: [...new Set(items.map(one => one.provider))],
      sources: [...new Set(items.map(one => one.source))],
      owners: [
        ...new Set(
          items.flatMap(one =>
            one.entities.flatMap(entity => entity.owner ?? []),
          ),
        ),
      ],
    }),
    [items],
  );
  return (
    <>
      <OriginFilter
        label={t('servers.provider')}
        values={values.providers}
        selected={provider}
        onChange={selected => onChange({ provider: selected })}
      />
      <OriginFilter
        label={t('servers.source')}
        values={values.sources}
        selected={source}
        onChange={selected => onChange({ source: selected })}
      />
      <OriginFilter
        label={t('servers.owner')}
        values={values.owners}
        selected={owner}
        onChange={selected => onChange({ owner: selected })}
        nameOf={ownerName}
      />
    </>
  );
}
