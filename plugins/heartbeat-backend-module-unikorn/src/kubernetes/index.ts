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
 * Plain HTTP to the clusters that Heartbeat knows, as far as the region API needs it:
 * read one, list all, patch a status. Each request has a deadline; a 401 is tried once
 * more with new credentials. What is thrown holds neither credentials nor, but for the
 * message of Kubernetes' own `Status`, anything of a body.
 */
export { KubernetesApi } from './KubernetesApi';
export { KubernetesError } from './KubernetesError';
