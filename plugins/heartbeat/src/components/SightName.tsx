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
import type { Sight } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

/** A place we look at, in words: cluster, namespace and what is looked for there. */
export function SightName(props: { sight: Sight }) {
  const { cluster, namespace, selector } = props.sight;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {t('trust.sight', {
        cluster,
        namespace:
          namespace === undefined
            ? t('trust.allNamespaces')
            : t('trust.namespace', { namespace }),
      })}{' '}
      {selector && (
        <>
          (<code>{selector}</code>)
        </>
      )}
    </>
  );
}
