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
import type { Server } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { pendingWords, serverReason, sinceWords } from './serverWords';
import { lookOfStatus, SERVER_LOOKS } from './statusLooks';

/**
 * Props of {@link ServerExplanation}.
 *
 * @public
 */
export interface ServerExplanationProps {
  server: Server;
}

/** Others follow it: it ends as a sentence does. */
function asSentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

/**
 * Why the status of a server is what it is, what would change it, and since
 * when: "Connection refused: ... 2 of 3 failed checks that make it Down."
 *
 * @public
 */
export function ServerExplanation(props: ServerExplanationProps) {
  const { server } = props;
  const { status, reason, message, pending, lastKnown } = server;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {reason && <strong>{serverReason(t, reason)}</strong>}
      {reason && (message ? ': ' : '. ')}
      {/* it may quote what a server answered: no text around it turns the other way */}
      {message && <bdi>{asSentence(message)}</bdi>}
      {!reason && !message && !pending && (
        <>{lookOfStatus(SERVER_LOOKS, status).meaning(t)}.</>
      )}{' '}
      {pending && <>{pendingWords(t, pending)} </>}
      {lastKnown && (
        <>
          {t('lastKnown', {
            status: lookOfStatus(SERVER_LOOKS, lastKnown).word(t),
          })}{' '}
        </>
      )}
      {sinceWords(t, server)}
    </>
  );
}
