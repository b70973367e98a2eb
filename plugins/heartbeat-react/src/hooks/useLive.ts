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

import { useCallback, useEffect, useRef, useState } from 'react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import { HEARTBEAT_SIGNAL_CHANNEL } from 'backstage-plugin-heartbeat-common';
import { LiveQuery, type LiveState, type Pace } from './LiveQuery';

/**
 * A {@link LiveState} and the means to ask again now.
 *
 * @public
 */
export type Live<T> = LiveState<T> & { refresh: () => void };

/**
 * The signals plugin is optional, and its client also throws where the page is
 * not a secure context (http and not localhost); polling covers both.
 */
function listenTo(signals: SignalApi | undefined, onChange: () => void) {
  try {
    const subscription = signals?.subscribe(HEARTBEAT_SIGNAL_CHANNEL, onChange);
    return subscription && (() => subscription.unsubscribe());
  } catch {
    return undefined;
  }
}

/**
 * Keeps what `load` answers fresh for as long as the component is mounted; see
 * `LiveQuery` for how. Another `key` is another question and begins with
 * `loading`.
 *
 * @internal
 */
export function useLive<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  pace?: Pace,
): Live<T> {
  const signals = useApiHolder().get(signalApiRef);
  const query = useRef<LiveQuery<T>>();
  const latestLoad = useRef(load);
  latestLoad.current = load;
  const [current, setCurrent] = useState<{ key: string; state: LiveState<T> }>({
    key,
    state: { status: 'loading' },
  });

  useEffect(() => {
    const live = new LiveQuery<T>({
      load: signal => latestLoad.current(signal),
      onState: state => setCurrent({ key, state }),
      listen: onChange => listenTo(signals, onChange),
      pace,
    });
    query.current = live;
    live.start();
    return () => live.stop();
  }, [key, signals, pace]);

  const refresh = useCallback(() => query.current?.refresh(), []);
  const state: LiveState<T> =
    current.key === key ? current.state : { status: 'loading' };
  return { ...state, refresh };
}
