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

import type { Clock } from '../time/clock';
import type { NotificationOptions } from '../config/notificationOptions';
import type { EntityIndex } from '../entities';
import type { NotificationSender } from './NotificationSender';

/**
 * What all that decides what people are told has in common.
 *
 * @internal
 */
export interface NotifierOptions {
  options: NotificationOptions;
  sender: NotificationSender;
  clock: Clock;
  /** Asks which entities stand before which subject, whoever may read them. */
  entities(): Promise<EntityIndex>;
}
