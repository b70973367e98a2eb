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

import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import type { LiveAnswer } from '../components/LiveContent';
import { DisruptionNotice } from './DisruptionNotice';
import { StallNotice } from './StallNotice';

/** What may stand behind the statuses of many controllers at once. */
export function ControllerNotices(props: LiveAnswer<HeartbeatList>) {
  const { data, receivedAt } = props;
  const { disruptions, stall } = data;
  return (
    <>
      {disruptions?.map(disruption => (
        <DisruptionNotice
          key={disruption.cluster}
          disruption={disruption}
          receivedAt={receivedAt}
        />
      ))}
      {stall && <StallNotice stall={stall} receivedAt={receivedAt} />}
    </>
  );
}
