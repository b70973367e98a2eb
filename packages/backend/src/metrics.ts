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

import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** For everyone at this machine, and for nobody else. */
const HOST = '127.0.0.1';

/**
 * Serves the metrics of all plugins in Prometheus' form at `/metrics` of the port
 * that HEARTBEAT_METRICS_PORT names; `npm start` does. Without it nothing is
 * collected.
 */
function serveMetrics(): void {
  const port = Number(process.env.HEARTBEAT_METRICS_PORT);
  if (!port) {
    return;
  }
  const exporter = new PrometheusExporter({ host: HOST, port }, error => {
    if (error) {
      // The portal works without them.
      console.error(`Metrics are not served: ${error.message}`);
    }
  });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
}

serveMetrics();
