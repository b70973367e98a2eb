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
 * Plain HTTP to the API server of a cluster, by the address, trust and credentials
 * that whoever knows the cluster states.
 *
 * What is promised: each request has a deadline and heeds its signal; whatever
 * answers in the API server's place, the error says what a reader is to be told; a
 * token that is refused is renewed once. What is not: retries, which are the matter of
 * those who know whether they may.
 *
 * @packageDocumentation
 */

export * from './KubernetesError';
export * from './KubernetesHttp';
