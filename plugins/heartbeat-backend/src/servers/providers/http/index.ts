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
 * Asks servers by HTTP/1.1, and says what came of it.
 *
 * A check is one request over a connection of its own, so that each says something
 * of the whole way: name, connection, TLS, answer. A kept connection would still
 * answer when nobody new can connect. All addresses, those of redirects too, are
 * vetted by the TargetGuard, and the connection goes to what was vetted; the name
 * is only said, in SNI and Host.
 *
 * The certificate is judged before anything is sent. Credentials go to the origin
 * that they were configured for and to no other; whatever is not plainly harmless
 * counts as one. Of a body 64 kB are read and held against what is expected; neither
 * it nor anything else that the server wrote is repeated in messages, but for the
 * host that a redirect leads to.
 *
 * Whatever a server does has an outcome within the time of the check: one that sends
 * its answer byte by byte, or no HTTP, or breaks off, is down with a reason. What is
 * thrown, so that the server is `Unknown`, is a fault of this side.
 */

export { createHttpProvider } from './createHttpProvider';
