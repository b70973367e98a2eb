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

/**
 * Types, statuses, annotations, the event and the permission, for both sides.
 *
 * @packageDocumentation
 */

export * from './annotations';
export * from './event';
export * from './generated/api';
export * from './permissions';
export * from './query';
export * from './readableHolder';
export * from './replicas';
export * from './server';
export * from './status';
export * from './statusMeaning';
