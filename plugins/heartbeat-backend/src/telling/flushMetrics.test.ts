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

import { mockServices } from '@backstage/backend-test-utils';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { eventually } from '@internal/test-support';
import {
  DIRECT_CLUSTER,
  startHeartbeat,
} from '../__testUtils__/heartbeatBackend';
import { openTestCluster } from '../__testUtils__/testCluster';
import { flushMetrics } from './flushMetrics';

const exporterInMemory = () =>
  new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);

/** A whole SDK that would export by itself only after the test. */
function provide(exporter = exporterInMemory()) {
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
    exportTimeoutMillis: 3_600_000,
  });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return exporter;
}

const namesOf = (exporter: InMemoryMetricExporter) =>
  exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(scope => scope.metrics)
    .map(({ descriptor }) => descriptor.name);

afterEach(() => metrics.disable());

describe('metrics at the shutdown', () => {
  it('are exported by a backend that ends, its last renewals among them [M7]', async () => {
    const exporter = provide();
    const cluster = await openTestCluster();
    try {
      const namespace = await cluster.createNamespace();
      const backend = await startHeartbeat({
        kubeConfig: cluster.kubeConfig,
        heartbeat: {
          sources: [{ type: 'label' }],
          renewer: {
            enabled: true,
            controller: 'portal',
            cluster: DIRECT_CLUSTER,
            namespace,
          },
        },
      });
      await eventually(
        'its own heartbeat',
        async () => (await backend.statusOf('portal')) === 'Alive',
      );
      expect(exporter.getMetrics()).toEqual([]);
      await backend.stop();
      expect(namesOf(exporter)).toEqual(
        expect.arrayContaining(['heartbeat.renewals', 'heartbeat.transitions']),
      );
    } finally {
      await cluster.stop();
    }
  });

  it('hold it up no longer than they may where the exporter hangs [M7]', async () => {
    const exporter = exporterInMemory();
    let answer = () => {};
    exporter.export = (_, done) => {
      answer = () => done({ code: 0 });
    };
    provide(exporter);
    metrics.getMeter('test').createCounter('counted').add(1);
    const logger = mockServices.logger.mock();
    await flushMetrics(logger, 50);
    expect(logger.warn.mock.calls).toEqual([
      ['The last metrics may not have been exported: not done within 0.05 s'],
    ]);
    answer();
  });

  it('do not fail it where the exporter fails [M7]', async () => {
    const exporter = exporterInMemory();
    exporter.forceFlush = async () => {
      throw new Error('the collector is gone');
    };
    provide(exporter);
    const logger = mockServices.logger.mock();
    await flushMetrics(logger);
    expect(logger.warn.mock.calls).toEqual([
      ['The last metrics may not have been exported: the collector is gone'],
    ]);
  });

  it('are nothing to wait for without an SDK [M8]', async () => {
    const logger = mockServices.logger.mock();
    await flushMetrics(logger);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
