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
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { Subject, SubjectFilter } from '../SubjectScreens';
import { OriginFilter } from './OriginFilter';
import type { ListFilters } from './useListFilters';

/** The filters that only a kind has. */
export function OriginFilters<T extends Subject>(props: {
  items: T[];
  filters: Array<SubjectFilter<T>>;
  chosen: ListFilters['chosen'];
  onChange: (chosen: ListFilters['chosen']) => void;
}) {
  const { items, filters, chosen, onChange } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const values = useMemo(
    () =>
      filters.map(filter => [
        ...new Set(items.flatMap(item => filter.valuesOf(item))),
      ]),
    [items, filters],
  );
  return (
    <>
      {filters.map(({ name, label, nameOf }, place) => (
        <OriginFilter
          key={name}
          label={label(t)}
          values={values[place]}
          selected={chosen[name]}
          onChange={selected => onChange({ ...chosen, [name]: selected })}
          nameOf={nameOf}
        />
      ))}
    </>
  );
}
