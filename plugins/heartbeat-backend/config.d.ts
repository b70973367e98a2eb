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
       * are over. Default: [Dead].
       */
      statuses?: Array<'Dead' | 'Stopped' | 'Unknown'>;

      /** What is over within this is not told. Default: 1m. */
      delay?: HumanDuration | string;

      /**
       * Entity refs of users and groups who are told of controllers that no entity with an
       * owner names. Default: nobody.
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
           * one, and its Lease is called `<prefix>-<controller>`.
           */
          replica?: string;
        };
  };
}
