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

import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { heartbeatPermissions } from 'backstage-plugin-heartbeat-common';
import {
  heartbeatCheckersExtensionPoint,
  heartbeatClustersExtensionPoint,
  heartbeatRegistrationsServiceRef,
  heartbeatServersExtensionPoint,
  type KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import { createApi, readOpenApiDocument } from './api';
import { EntityDirectory } from './entities';
import { systemClock as clock } from './time/clock';
import { ClusterDirectory } from './clusters/ClusterDirectory';
import { DirectClusters } from './clusters/DirectClusters';
import { PortalClusters } from './clusters/PortalClusters';
import { CheckerRunner, Checkers } from './checkers';
import { readHeartbeatOptions } from './config/heartbeatOptions';
import { ModuleKeys } from './config/ModuleKeys';
import { Observation } from './controllers/Observation';
import { observeClusters } from './controllers/observeClusters';
import { OwnHeartbeats } from './controllers/OwnHeartbeats';
import { CONTROLLER_KIND } from './controllers/controllerClaims';
import { leaseCheckpoints } from './controllers/controllerHistory';
import { createControllerKind } from './controllers/controllerKind';
import { DeadReplicas } from './controllers/DeadReplicas';
import { History } from './history/History';
import { ServerExtensions } from './servers/ServerExtensions';
import { HeartbeatRegistry } from './controllers/HeartbeatRegistry';
import { CheckMetrics } from './servers/CheckMetrics';
import { createServerRegistry } from './servers/serverRegistry';
import { Servers } from './servers/Servers';
import type { SubjectKind } from './subjects/SubjectKind';
import { HistoryFollower } from './subjects/HistoryFollower';
import { SubjectHistory } from './subjects/SubjectHistory';
import { TargetGuard } from './targets';
import { Telling } from './telling';

/**
 * Observes the Leases of the portal's clusters and asks servers for their health,
 * and serves what is known of both.
 *
 * @public
 */
export const heartbeatPlugin = createBackendPlugin({
  pluginId: 'heartbeat',
  register(env) {
    const addedProviders: KubernetesClusterProvider[] = [];
    env.registerExtensionPoint(heartbeatClustersExtensionPoint, {
      addClusterProvider: provider => addedProviders.push(provider),
    });
    const moduleKeys = new ModuleKeys();
    const extensions = new ServerExtensions({ keys: moduleKeys });
    env.registerExtensionPoint(heartbeatServersExtensionPoint, extensions);
    const checkers = new Checkers({ keys: moduleKeys });
    env.registerExtensionPoint(heartbeatCheckersExtensionPoint, checkers);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        registrations: heartbeatRegistrationsServiceRef,
        rootLifecycle: coreServices.rootLifecycle,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const { lifecycle, logger } = deps;
        const options = readHeartbeatOptions(deps.config, { moduleKeys });
        const registry = new HeartbeatRegistry({ clock });
        const shutdown = new AbortController();
        const { signal } = shutdown;

        deps.permissionsRegistry.addPermissions(heartbeatPermissions);
        const observation = new Observation({
          options,
          registry,
          clock,
          logger,
          signal,
        });
        const clusters = new ClusterDirectory({
          providers: [
            options.clusters
              ? new DirectClusters({ clusters: options.clusters })
              : new PortalClusters({
                  auth: deps.auth,
                  discovery: deps.discovery,
                }),
            ...addedProviders,
          ],
          logger,
        });
        const guard = new TargetGuard(options.monitor.annotations);
        const servers = await Servers.create({
          ...deps,
          ...options,
          registry: createServerRegistry(),
          extensions,
          clusters,
          guard,
          clock,
          signal,
        });
        checkers.addChecker(servers.checker);
        const checkerRunner = new CheckerRunner({
          ...deps,
          checkers,
          clusters,
          guard,
          clock,
        });
        const controllers = createControllerKind({
          registry,
          clock,
          leaseCheckpoint: id => observation.checkpoint(id),
        });
        const kinds: SubjectKind[] = [controllers, servers.kind];
        const directory = new EntityDirectory({
          ...deps,
          clock,
          claimReaders: kinds.map(({ claims }) => claims),
        });
        const telling = new Telling({
          ...deps,
          kinds,
          clock,
          notificationOptions: options.notifications,
          measuredSingly: [
            ...(options.metrics.perController ? [controllers.name] : []),
            ...(options.metrics.perServer ? [servers.kind.name] : []),
          ],
          entities: () => directory.index(),
        });
        new CheckMetrics({
          metrics: deps.metrics,
          monitor: { servers, checkers: checkerRunner },
        }).measure();
        const history = await History.create({
          database: deps.database,
          contributors: kinds.map(kind => new SubjectHistory(kind)),
          clock,
          logger,
          onWritten: transitions => telling.onWritten(transitions),
        });
        const follower = new HistoryFollower({
          history,
          kinds,
          clock,
          logger,
          signal,
        });
        telling.metrics.observeHistory(() => history.writerState);
        deps.httpRouter.use(
          createApi({
            ...deps,
            directory,
            registry,
            controllers,
            kinds: [servers.kind],
            clock,
            defaultController: options.defaultController,
            kargoView: options.kargo,
            openApi: await readOpenApiDocument(),
            history: history.reader,
            historyState: () => history.writerState,
            latency: servers.latency,
            monitor: () => ({
              ...servers.state,
              checkers: checkerRunner.state,
            }),
          }),
        );
        await deps.scheduler.scheduleTask({
          id: 'heartbeat-history-retention',
          scope: 'global',
          frequency: { hours: 24 },
          timeout: { minutes: 30 },
          fn: async () => {
            await history.prune(options.history.retentionMs);
            await servers.prune(options.history.retentionMs);
          },
        });
        const ownHeartbeats = new OwnHeartbeats({
          renewer: options.renewer,
          onRenewal: (lease, renewTime) =>
            registry.canary.written(lease, renewTime),
          onOutcome: (controller, error) =>
            telling.metrics.renewal(controller, error),
          onConflict: controller => telling.metrics.conflict(controller),
          deadReplicas: new DeadReplicas({ registry, clock, logger }),
          clock,
          logger,
          scheduler: deps.scheduler,
          rootLifecycle: deps.rootLifecycle,
        });
        deps.registrations.connect(ownHeartbeats);
        const observe = async () => {
          const remembered = await history.remembered(CONTROLLER_KIND);
          observation.restore(leaseCheckpoints(remembered, clock.wallMs()));
          history.start();
          // Not waited for: what is shown comes right when it is read.
          void follower.start();
          servers
            .start(history)
            .catch(error => logger.error('Checking servers failed', error));
          checkerRunner
            .start()
            .catch(error => logger.error('Running Checkers failed', error));
          await observeClusters({
            directory: clusters,
            observation,
            registry,
            renewer: options.renewer,
            startOwnHeartbeats: cluster => ownHeartbeats.start(cluster),
            logger,
            signal,
          });
        };
        lifecycle.addStartupHook(() => {
          // In the background: the Kubernetes plugin may be up later than we are.
          observe().catch(error =>
            logger.error('Observing clusters failed', error),
          );
        });
        // While the database is still there.
        deps.rootLifecycle.addBeforeShutdownHook(async () => {
          await servers.stop();
          await history.stop();
          await telling.flush();
        });
        lifecycle.addShutdownHook(() => {
          shutdown.abort();
          telling.stop();
        });
      },
    });
  },
});
