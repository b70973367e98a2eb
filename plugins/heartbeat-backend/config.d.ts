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

import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Which heartbeats to observe, and how to judge them. All of it has defaults. */
  heartbeat?: {
    /**
     * The controller of an entity that names none, in the view for Kargo's clients.
     * Default: "", the unnamed controller.
     */
    defaultController?: string;

    /** Which Leases the view that is compatible with Kargo's shows, among those that a source looks for. */
    kargo?: {
      /**
       * The label's key. Default: `kargo.akuity.io/controller` where a source looks for it, or
       * else the label of the first source that goes by one.
       */
      label?: string;

      /**
       * Default: the one namespace of that source; where it has none or several, `kargo` for
       * Kargo's label and all of them for another.
       */
      namespace?: string;
    };

    /**
     * How long past the duration of its Lease a controller may be silent before it is
     * Dead: for the way of a renewal to this backend. Default: 1s.
     */
    margin?: HumanDuration | string;

    /**
     * The longest duration of a Lease that is believed; a longer one counts as this.
     * Default: 1h.
     */
    maxDuration?: HumanDuration | string;

    /**
     * Clusters to ask directly. Default: those of the Kubernetes plugin, through it;
     * where this is given, that plugin is not asked and need not be there.
     */
    clusters?: Array<{
      /** As sources and annotations call it. */
      name: string;

      /** By the service account of the pod that this backend runs in. */
      inCluster?: boolean;

      /**
       * By a kubeconfig: the absolute path of a file. It is read again when it changes.
       * @visibility backend
       */
      kubeconfig?: string;

      /** Which context of the kubeconfig. Default: its current one. */
      context?: string;
    }>;

    /**
     * Which Leases to observe. Default: those with the label `heartbeat/controller`, in
     * all namespaces of all clusters.
     */
    sources?: Array<
      | {
          /** Leases that bear a label, whose value is the controller's name. */
          type: 'label';

          /** The label's key. Default: `heartbeat/controller`. */
          label?: string;

          /**
           * Whether the Leases say that somebody leads, so that a successor may take one over
           * when its duration is over, or that their one writer lives. Default: as each Lease
           * looks; leader election writes `leaseTransitions`.
           */
          election?: boolean;

          /** For how long a renewal holds. Default: as each Lease says. */
          duration?: HumanDuration | string;

          /** How long past that before `Dead`. Default: `heartbeat.margin`. */
          grace?: HumanDuration | string;

          /**
           * For how long a Lease that was given up may stay without a holder before nobody
           * leads and it is `Dead`; `forever`: that is none. Default: 10 minutes of an
           * election, `forever` of others.
           */
          vacancy?: HumanDuration | string;

          /** Default: all namespaces, for which the portal's account needs a ClusterRole. */
          namespaces?: string[];

          /** Default: all clusters. */
          clusters?: string[];
        }
      | {
          /** Leases by name, such as those that controllers hold for leader election. */
          type: 'leases';

          /**
           * Names, or glob patterns such as `cert-manager-*`. The Lease's name is the
           * controller's, unless one is given.
           */
          names: Array<string | { name: string; controller: string }>;

          /**
           * Whether the Leases say that somebody leads, so that a successor may take one over
           * when its duration is over, or that their one writer lives. Default: as each Lease
           * looks; leader election writes `leaseTransitions`.
           */
          election?: boolean;

          /** For how long a renewal holds. Default: as each Lease says. */
          duration?: HumanDuration | string;

          /** How long past that before `Dead`. Default: `heartbeat.margin`. */
          grace?: HumanDuration | string;

          /**
           * For how long a Lease that was given up may stay without a holder before nobody
           * leads and it is `Dead`; `forever`: that is none. Default: 10 minutes of an
           * election, `forever` of others.
           */
          vacancy?: HumanDuration | string;

          /** Default: all namespaces but `kube-node-lease`. */
          namespaces?: string[];

          /** Default: all clusters. */
          clusters?: string[];
        }
      | {
          /** The Leases that kubelets renew in `kube-node-lease`; the node's name is the controller's. */
          type: 'nodes';

          /** Default: all clusters. */
          clusters?: string[];
        }
    >;

    /** What people are told through the notifications plugin, where the portal has it. */
    notifications?: {
      /** Default: true. */
      enabled?: boolean;

      /**
       * Of which statuses the owners of the entities concerned are told, and that they
       * are over: `Dead` of controllers, `Down` and `Degraded` of servers, the others of
       * both. Default: [Dead, Down].
       */
      statuses?: Array<'Dead' | 'Down' | 'Degraded' | 'Stopped' | 'Unknown'>;

      /** What is over within this is not told. Default: 1m. */
      delay?: HumanDuration | string;

      /**
       * Entity refs of users and groups who are told of controllers and servers that no
       * entity with an owner names. Default: nobody.
       */
      fallbackRecipients?: string[];
    };

    /** What is remembered. */
    history?: {
      /** Changes of verdicts that are older are removed. At least 90 days. Default: 400 days. */
      retention?: HumanDuration | string;
    };

    /** What is measured beside what always is. */
    metrics?: {
      /**
       * Whether each controller has an age of its own, up to 2,000 of them. Default: false.
       */
      perController?: boolean;

      /**
       * Whether each server is measured by itself, up to 2,000 of them: whether it serves,
       * and how long its last check took. Default: false.
       */
      perServer?: boolean;
    };

    /** Servers to ask for their health. Default: none. */
    servers?: Array<{
      /** Unique; as entities call it in the annotation `heartbeat/server`. */
      name: string;

      /** What people call it. Default: its name. */
      title?: string;

      /** From one check to the next. Default: that of `monitor`. */
      interval?: HumanDuration | string;

      /** How long a check may take; not longer than the interval. Default: that of `monitor`. */
      timeout?: HumanDuration | string;

      /** An answer that takes longer is Degraded. Default: none is. */
      slow?: HumanDuration | string;

      /** How many failures in a row turn it. Default: that of `monitor`. */
      failures?: number;

      /** How many passes in a row turn it back. Default: that of `monitor`. */
      passes?: number;

      /** It is out of service on purpose, and not asked. Default: false. */
      stopped?: boolean;

      /** Which cluster it belongs to, for filters. Default: none. */
      cluster?: string;

      /** A Kubernetes object whose condition `Healthy` shows its health. Default: none. */
      project?: {
        cluster: string;

        /** E.g. `apps/v1`. */
        apiVersion: string;

        /** As in URLs, e.g. `deployments`. */
        resource: string;
        namespace?: string;
        name: string;
      };

      /** Ask it by HTTP. Exactly one key says how to ask. */
      http?: {
        /**
         * May hold a user name and a password.
         * @visibility secret
         */
        url: string;

        /** @deepVisibility secret */
        headers?: { [name: string]: string };

        /** @deepVisibility secret */
        basicAuth?: { username: string; password: string };

        /** @visibility secret */
        bearerToken?: string;

        /** @visibility secret */
        body?: string;
        [key: string]: unknown;
      };

      /** Ask it by TCP. */
      tcp?: {
        /** @visibility secret */
        send?: string;
        [key: string]: unknown;
      };

      /** Ask it for its certificate. */
      tls?: object;

      /** Ask a DNS server. */
      dns?: object;

      /** Ask it by gRPC, for grpc.health.v1. */
      grpc?: object;

      /** Ask its cluster whether it is ready. */
      kubernetes?: object;

      /** It plays a script. For demonstrations. */
      simulated?: object;

      /** Ask it as a module knows how to. */
      [kind: string]: unknown;
    }>;

    /** How servers are checked. */
    monitor?: {
      /** From one check of a server to the next. At least 1s. Default: 30s. */
      interval?: HumanDuration | string;

      /** How long a check may take; not longer than the interval. Default: 5s. */
      timeout?: HumanDuration | string;

      /** How many failures in a row turn a server. Default: 3. */
      failures?: number;

      /** How many passes in a row turn it back. Default: 2. */
      passes?: number;

      /**
       * How many checks run at a time in each replica of the backend, beside half as many
       * of servers that fail. Default: 1000.
       */
      concurrency?: number;

      /** How many checks of one host run at a time. Default: 4. */
      concurrencyPerHost?: number;

      /**
       * Into how many parts the servers are shared out over the replicas of the backend.
       * The same in all of them. Default: 16.
       */
      shards?: number;

      /**
       * Servers that show whether the backend has a network itself, each as in `servers`
       * without a name. While none of them answers, all servers are Unknown. Default: none,
       * and the network is taken to be there.
       * @deepVisibility secret
       */
      references?: Array<{ [kind: string]: unknown }>;

      /** Times in which servers are not judged. */
      maintenance?: Array<
        | {
            /** Glob patterns over names. Default: all servers. */
            servers?: string[];

            /** Why, for people. */
            reason?: string;

            /** A moment, e.g. `2026-12-24T18:00:00+01:00`. */
            from: string;

            /** A moment. */
            until: string;
          }
        | {
            /** Glob patterns over names. Default: all servers. */
            servers?: string[];

            /** Why, for people. */
            reason?: string;

            /** Each week on these days. */
            days: Array<'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun'>;

            /** At this time of day, e.g. `02:00`. */
            at: string;

            /** For so long; at most a week. */
            for: HumanDuration | string;

            /** By the clocks of this place, e.g. `Europe/Berlin`. Default: UTC. */
            timeZone?: string;
          }
      >;

      /** What annotations of entities may name to be asked. */
      annotations?: {
        /** Targets that match one of these. Default: none. */
        allow?: Array<{
          /** Names, `*.example.com` for all below one, or `*`. */
          hosts?: string[];

          /** Networks, e.g. `10.1.0.0/16`, that may be named, and to which `hosts` may lead beside public addresses. */
          cidrs?: string[];

          /** Numbers, or ranges such as `8000-8999`. Default: 80 and 443. */
          ports?: Array<number | string>;
        }>;
      };
    };

    /** The heartbeat that this backend has itself. Default: none, and nothing is written anywhere. */
    renewer?:
      | { enabled: false }
      | {
          enabled: true;

          /** The controller's name; "" is the unnamed controller. */
          controller: string;

          /** The name of a cluster. */
          cluster: string;

          /** Has to be there already. */
          namespace: string;

          /** For how long a renewal holds; it is renewed three times as often. Whole seconds. Default: 120s. */
          duration?: HumanDuration | string;

          /** The key of the label that the Lease bears. Default: `heartbeat/controller`. */
          label?: string;

          /** The Lease is called `<prefix>-<controller>.<replica>`. Default: `heartbeat`. */
          prefix?: string;

          /**
           * Which replica of the backend this is, where several run: each has a Lease of its
           * own, and together they are one controller. At most 63 lower-case letters, digits
           * and "-". Default: the host's name, which is that of the pod. With "" there is only
           * one, and its Lease is called `<prefix>-<controller>`. Two processes on one host need
           * two names.
           */
          replica?: string;
        };
  };
}
