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
 * Those who know how to ask about one kind of server each.
 *
 * A provider reads what a definition says once, and names every wrong key. A check
 * that comes to an end says what it found, whatever it is; what it throws is a fault
 * of this side, and says nothing of the server. Nothing that a server wrote and
 * nothing that is a secret stands in what a check says.
 *
 * Whoever uses the network has each address vetted by the TargetGuard, and connects
 * to what was vetted.
 */

export { createProviders, PROVIDER_KINDS } from './createProviders';
