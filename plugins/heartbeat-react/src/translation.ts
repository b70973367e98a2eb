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

import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * All words of the heartbeat screens, in English; a portal adds its own
 * languages to this reference.
 *
 * @public
 */
export const heartbeatTranslationRef = createTranslationRef({
  id: 'heartbeat',
  messages: {
    status: {
      Alive: 'Alive',
      Late: 'Late',
      Dead: 'Dead',
      Stopped: 'Stopped',
      Unknown: 'Unknown',
      NeverReported: 'Never reported',
    },
    meaning: {
      Alive: 'Its last renewal was seen recently enough',
      Late: 'A renewal is overdue, but not for long enough to call it dead',
      Dead: 'Silent for longer than its Lease allows, while we were able to see',
      Stopped: 'It was shut down or removed',
      Unknown: 'We cannot tell',
      NeverReported: 'Expected, but no Lease of it has ever been seen',
    },
    lastKnown: 'Last known: {{status}}.',
    statusNotKnown: 'This version of the portal does not know this status',
    serverStatus: {
      Down: 'Down',
      Degraded: 'Degraded',
      Unknown: 'Unknown',
      Maintenance: 'Maintenance',
      Stopped: 'Stopped',
      Healthy: 'Healthy',
    },
    serverMeaning: {
      Down: 'It was asked often enough, and does not do what it is there for',
      Degraded: 'It works, but not as it should',
      Unknown: 'We cannot tell',
      Maintenance: 'Announced maintenance: it is not judged now',
      Stopped: 'Out of service on purpose',
      Healthy: 'It did what it should when it was asked last',
    },
    serverReason: {
      timeout: 'No answer in time',
      'connection-refused': 'Connection refused',
      'connection-reset': 'Connection broken off',
      unreachable: 'Cannot be reached',
      'name-not-found': 'Name not found',
      'dns-failed': 'Name lookup failed',
      'unexpected-answer': 'Unexpected answer',
      'certificate-expired': 'Certificate expired',
      'certificate-not-yet-valid': 'Certificate not valid yet',
      'certificate-untrusted': 'Certificate not trusted',
      'certificate-name-mismatch': 'Certificate for another name',
      'certificate-expiring': 'Certificate about to expire',
      'tls-failed': 'TLS failed',
      'unexpected-status': 'Unexpected status',
      'body-mismatch': 'Unexpected body',
      'body-too-large': 'Body too large',
      'too-many-redirects': 'Too many redirects',
      'redirect-forbidden': 'Redirect not allowed',
      'target-forbidden': 'Target not allowed',
      slow: 'Slow',
      'not-serving': 'Not serving',
      'not-ready': 'Not ready',
      'not-found': 'Not found',
      'network-down': 'The monitor has no network',
      'provider-failed': 'The check itself failed',
      'provider-unavailable': 'It cannot be asked about',
      'cluster-unavailable': 'The cluster cannot be asked',
      forbidden: 'Not allowed to ask',
      starting: 'Not checked long enough',
      'not-checked': 'Not checked',
      recovering: 'Recovering',
      building: 'Being built',
      rebuilding: 'Being rebuilt',
      errored: 'In an error state',
      paused: 'Paused',
      suspended: 'Suspended',
      'not-known-to-nova': 'Nova cannot tell its state',
      'no-region': 'It has no region',
    },
    serverFact: {
      region: 'Region',
      flavor: 'Flavor',
      mac: 'MAC address',
      organization: 'Organization',
    },
    serverMark: {
      scheduled: 'Scheduled',
      launched: 'Launched',
      provisioned: 'Provisioned',
    },
    serverCause: {
      'first-check': 'It was checked for the first time',
      check: 'Enough checks in a row said so',
      'sight-lost': 'It could not be checked',
      maintenance: 'Its maintenance ended',
      maintenanceBegan: 'A maintenance began',
      intent: 'It was put into service',
      stopIntent: 'It was stopped on purpose',
    },
    server: {
      since: '{{status}} since {{at}}, checked every {{interval}}.',
      pending: {
        failed:
          '{{seen, number}} of {{needed, number}} failed checks that make it {{status}}.',
        passed:
          '{{seen, number}} of {{needed, number}} good checks that make it {{status}}.',
        other:
          '{{seen, number}} of {{needed, number}} checks that make it {{status}}.',
      },
      became: 'Server {{server}} is now {{status}}',
      name: 'Name',
      target: 'Target',
      provider: 'Checked by',
      source: 'Named by',
      lastCheck: 'Last check',
      notYetChecked: 'not yet',
      interval: 'Checked every',
      phase: 'Phase',
      marks: 'Moments',
      noRunbook:
        'No runbook: the annotation {{annotation}} of its entity may link to one.',
    },
    timings: {
      title: 'Last check took {{total}}',
      dns: 'Name lookup',
      connect: 'Connect',
      tls: 'TLS',
      firstByte: 'First byte',
      rest: 'The rest',
    },
    latency: {
      title: 'Response time',
      window: 'Response time, last 24 hours',
      loading: 'Loading response times',
      summary:
        'Response time by hour, last 24 hours: 99% of the answers within {{best}} in the best hour and {{worst}} in the worst, the slowest {{max}}',
      p50: '50% within',
      p95: '95% within',
      p99: '99% within',
      hour_one:
        '{{from}}, {{count}} answer: 50% within {{p50}}, 95% within {{p95}}, 99% within {{p99}}, slowest {{max}}',
      hour_other:
        '{{from}}, {{count}} answers: 50% within {{p50}}, 95% within {{p95}}, 99% within {{p99}}, slowest {{max}}',
      noHour: '{{from}}: no answer',
      empty:
        'None in the last 24 hours; that of a new answer follows within minutes.',
      forbidden: 'You may not see its response times.',
      failed: 'Its response times could not be loaded.',
      stale: 'As of {{age}}; newer response times could not be loaded.',
    },
    unnamedController: 'Unnamed controller',
    duration: {
      milliseconds: '{{value, number}}\u00a0ms',
      seconds: '{{value, number}}\u00a0s',
      minutes: '{{value, number}}\u00a0min',
      hours: '{{value, number}}\u00a0h',
      days: '{{value, number}}\u00a0d',
    },
    age: {
      now: 'just now',
      seconds_one: '{{count}} second ago',
      seconds_other: '{{count}} seconds ago',
      minutes_one: '{{count}} minute ago',
      minutes_other: '{{count}} minutes ago',
      hours_one: '{{count}} hour ago',
      hours_other: '{{count}} hours ago',
      days_one: '{{count}} day ago',
      days_other: '{{count}} days ago',
    },
    since: 'for {{duration}}',
    explanation: {
      alive:
        'Last renewed {{silent}} ago. Dead after {{duration}} + {{margin}} of silence; {{rhythm}}.',
      aliveBare: 'Its last renewal was seen recently enough.',
      provisional:
        'Alive for now: its Lease says it was renewed recently, but we have not seen a renewal ourselves yet.',
      late: 'Silent for {{silent}}, and a renewal was due within {{late}}. Dead after {{duration}} + {{margin}}; {{rhythm}}.',
      lateBare: 'A renewal is overdue.',
      upForElection:
        'Nobody leads at the moment: the leader has been silent for {{silent}}, and its Lease holds for {{duration}}. A successor may take over until {{limit}}; only then it counts as dead.',
      dead: 'Silent for {{silent}}; the limit is {{duration}} + {{margin}}; {{rhythm}}.',
      deadBare: 'Silent for longer than its Lease allows.',
      nobodyLeads:
        'Nobody leads: silent for {{silent}}, and no successor has taken over within {{duration}} + {{margin}}; {{rhythm}}.',
      vacant:
        'Nobody leads: its Lease was given up, and nobody has taken it since.',
      leftAgain:
        'It goes down again and again: it gave its Lease up once more, and nobody has taken it since.',
      stop: {
        released: 'It shut down cleanly: it gave its Lease up.',
        deleted:
          'It shut down cleanly: its Lease was deleted while it was renewed.',
        removed:
          'It was removed: its Lease was deleted when it was not renewed any more.',
        'namespace-deleted':
          'It was removed with its namespace, and its Lease along with that.',
        'node-deleted':
          'Its node is not there any more; that its Lease is not renewed is no failure.',
        'label-lost':
          'Its Lease has lost the label by which it was found, so that it is not looked at any more.',
      },
      stopped: 'Its Lease was given up or deleted.',
      byItsClock:
        'Dead before anybody looked, since its last renewal by its own clock. {{arithmetic}}',
      neverReported:
        'No Lease of this controller has ever been seen where we look:',
      usualGap: 'it usually renews every {{gap}}',
      usualGapSlow:
        'it usually renews every {{gap}}, more slowly than its Lease promises',
      noUsualGap: 'how often it usually renews is not known yet',
    },
    unknown: {
      starting:
        'Not watched long enough to judge: a controller is dead after {{seconds, number}} s without a renewal, and its last one was before the watch began.',
      disruption:
        'Most controllers of cluster {{cluster}} fell silent at the same time: rather its API server than each of them. Check whether Leases can be written there.',
      canaryOverdue:
        "The portal's own heartbeat in cluster {{cluster}} has not come back within {{seconds, number}} s, so that others cannot be expected to. Check the API server and the portal's right to write its Lease.",
      observerStalled:
        "The portal's backend has not kept up for {{seconds, number}} s, so that it may not have read yet what it was sent. Check its CPU and memory.",
      labelLost:
        'Lease {{lease}} in cluster {{cluster}} is there, and has lost the label by which it was found. Give it back, or name the Lease in a source of type "leases".',
      invalidLease:
        'Lease {{lease}} in cluster {{cluster}} has no usable {{field}}; its controller has to write one.',
    },
    flags: {
      crashLooping: 'Crash looping',
      crashLoopingMeaning: 'It restarts again and again',
      flapping: 'Flapping',
      flappingMeaning: 'Its status goes to and fro',
    },
    history: {
      title: 'Last 24 hours',
      loading: 'Loading history',
      notObserved: 'Not observed',
      summary: 'Last 24 hours: {{what}}',
      total: {
        up: 'up {{duration}}',
        down: 'down {{duration}}',
        stopped: 'stopped {{duration}}',
        unknown: 'not observed {{duration}}',
      },
      changes_one: '{{count}} change of status',
      changes_other: '{{count}} changes of status',
      segment: '{{status}}, {{from}} to {{to}} ({{duration}})',
      sharedSegment_one:
        '{{status}} at worst, {{from}} to {{to}} ({{count}} change)',
      sharedSegment_other:
        '{{status}} at worst, {{from}} to {{to}} ({{count}} changes)',
      dayAgo: '24 h ago',
      now: 'now',
      forbidden: 'You may not see its history.',
      failed: 'Its history could not be loaded.',
      stale: 'As of {{age}}; newer history could not be loaded.',
      log: 'What happened',
      logNewestFirst: 'What happened, newest first',
      lasted: 'for {{duration}}',
      lastsStill: 'for {{duration}} so far',
      restarted: 'Restarted',
      overdue: 'A renewal is overdue',
      because: '{{cause}}: {{reason}}',
      changed: 'Noted',
      more: 'Show more',
      begins: 'History begins {{date}}.',
      cutOff: 'Older changes are not shown.',
      empty:
        'Nothing yet: history begins with the first heartbeat that is seen.',
    },
    cause: {
      'first-sight': 'Its Lease was seen for the first time',
      renewal: 'It renewed its Lease',
      restart: 'The same holder came back in another process',
      takeover: 'Another holder took over',
      recreation: 'Its Lease was made anew',
      silence: 'No renewal came by the deadline',
      released: 'Its holder gave the Lease up',
      abandoned: 'Nobody took the Lease that had been given up',
      deleted: 'Its Lease was deleted while it was renewed',
      removed: 'Its Lease was deleted when it was not renewed any more',
      'namespace-deleted': 'Its Lease was deleted with its namespace',
      'node-deleted': 'Its node is not there any more',
      'label-lost': 'Its Lease has lost the label by which it was found',
      'sight-lost': 'No renewal was seen, and none could have been',
      'sight-regained':
        'It can be seen again, and nothing has changed meanwhile',
      disruption: 'Most controllers of its cluster fell silent together',
      amended: 'Its Lease was changed',
      'invalid-lease': 'Its Lease lacks what a verdict needs',
    },
    reason: {
      starting: 'not watched long enough',
      unreachable: 'the cluster could not be reached',
      misconfigured: 'the configuration named no way to the cluster',
      unauthorized: 'the cluster refused the credentials of the portal',
      forbidden: 'the portal had no right to look',
      'watch-stalled': 'the watch fell silent',
      'canary-overdue': "the portal's own heartbeat did not come back",
      'observer-stalled': "the portal's backend did not keep up",
      disruption: 'rather the cluster than the controller',
      'unknown-cluster': 'the portal does not know the cluster',
      unsupported: 'the cluster can only be asked with a token of a user',
      'no-source': 'nothing looked there',
      'invalid-lease': 'the Lease lacks what a verdict needs',
      'label-lost': 'the Lease is there, without the label',
    },
    availability: {
      title: 'Availability',
      window: 'Last',
      hours_one: '{{count}} hour',
      hours_other: '{{count}} hours',
      days_one: '{{count}} day',
      days_other: '{{count}} days',
      down: 'Down',
      noDown: 'never',
      coverage: 'Observed',
      meaning:
        'Availability is the time up out of the time up or down. What was not observed counts as neither; stopped on purpose is not down.',
    },
    replicas: {
      title: 'Replicas',
      alive: '{{alive, number}} of {{total, number}} replicas alive',
      aliveAndUnknown:
        '{{alive, number}} of {{total, number}} replicas alive, {{unknown, number}} unknown',
      dead: 'Dead: {{names}}',
      became: '{{controller}}, replica {{replica}}, is now {{status}}',
      lastHeartbeat: 'Last heartbeat {{age}}',
      heldBy: 'held by {{holder}}',
    },
    progress: '{{message}}, {{age}}',
    card: {
      title: 'Heartbeat',
      lastHeartbeat: 'Last heartbeat',
      noHeartbeat: 'none seen',
      progress: 'Progress',
      renewTime: 'Renewed, by its own clock',
      holder: 'Holder',
      noHolder: 'nobody',
      cluster: 'Cluster',
      namespace: 'Namespace',
      lease: 'Lease',
      restarts: 'Restarts',
      latestRestart: 'the latest {{age}}',
      restartsSeen: '{{value, number}} since we began to look',
      handover: 'Last change of leader',
      handoverTook: 'took {{took}}; nobody led for {{leaderless}} of that',
      clock: 'Its clock',
      clockAhead: '{{duration}} ahead of ours',
      clockBehind: '{{duration}} behind ours',
      loading: 'Loading heartbeats',
      none: 'Nothing that this entity names is watched yet.',
      problems: 'Needs attention',
    },
    check: {
      now: 'Check now',
      asking: 'Asking for a check',
      asked: 'It is asked for; what is found shows here within seconds.',
      done: 'Checked just now: {{status}}.',
      failed: 'It was not asked for: {{message}}',
    },
    action: {
      title: 'What to do',
      runbook: 'Open the runbook',
      runbookInvalid:
        'heartbeat/runbook: "{{value}}" is not an http or https address and is not shown as a link.',
      kubectl_one: 'Look at its Lease',
      kubectl_other: 'Look at the Leases of these replicas',
      kubectlFind: 'Look for its Lease',
      copy: 'Copy command',
      copied: 'Copied',
      copyFailed: 'Copying is blocked here; select the command instead',
    },
    state: {
      retry: 'Try again',
      retryNow: 'Try now',
      forbiddenTitle: 'You may not see heartbeats',
      forbidden:
        'Whoever runs this portal can give you the permission "heartbeat.read".',
      failedTitle: 'Heartbeats could not be loaded',
      failed:
        'This says nothing about the controllers themselves. We keep trying.',
      staleTitle: 'Status may be stale',
      stale:
        'The last answer came {{age}}. What you see was true then; we keep trying.',
    },
    page: {
      title: 'Heartbeat',
      subtitle:
        'Every controller and server that the portal can see, worst first',
      loading: 'Loading controllers',
      summary: 'Filter by status',
      search: 'Search',
      searchPlaceholder: 'Controller, entity, owner, holder, cluster',
      clearSearch: 'Clear the search',
      shown: '{{shown, number}} of {{total, number}} controllers',
      clearFilters: 'Clear filters',
      noMatchTitle: 'No controller matches',
      noMatch: 'None of the {{total, number}} controllers fits these filters.',
      more_one: 'Show {{count}} more',
      more_other: 'Show {{count}} more',
      table: 'Controllers, worst first',
      status: 'Status',
      controller: 'Controller',
      entity: 'Entity',
      owner: 'Owner',
      lastHeartbeat: 'Last heartbeat',
      holder: 'Holder',
      place: 'Cluster / namespace',
      details: 'Details',
      showDetails: 'Details of {{controller}}',
      noEntity: 'No entity names it',
      moreEntities: '+{{value, number}}',
      became: '{{controller}} is now {{status}}',
      manyBecame: '{{value, number}} statuses changed',
      emptyTitle: 'No controllers yet',
      empty:
        'We see every place below, and no Lease there is labelled as a heartbeat. Label the Lease that a controller already renews, and it appears here within seconds:',
      emptyEntity: 'Then name it on its catalog entity:',
      emptyLooking: 'Where we look',
      blindTitle: 'We cannot see any controllers',
      blind:
        'That does not mean there are none: no place we should look at can be seen right now.',
      partlyBlindTitle: 'No controllers in the places we can see',
      partlyBlind:
        'There may be some where we cannot look. The places are listed above.',
    },
    views: {
      label: 'What to list',
      controllers: 'Controllers',
      servers: 'Servers',
      bad_one: '{{count}} needs attention',
      bad_other: '{{count}} need attention',
    },
    servers: {
      loading: 'Loading servers',
      failedTitle: 'Servers could not be loaded',
      searchPlaceholder: 'Server, entity, owner or reason',
      shown: '{{shown, number}} of {{total, number}} servers',
      noMatchTitle: 'No server matches',
      noMatch: 'None of the {{total, number}} servers fits these filters.',
      table: 'Servers, worst first',
      server: 'Server',
      lastCheck: 'Last check',
      why: 'Why',
      showDetails: 'Details of {{server}}',
      provider: 'Checked by',
      source: 'Named by',
      namedBy: 'Named by {{source}}',
      owner: 'Owner',
      any: 'All',
      took: 'in {{duration}}',
      phase: 'Phase: {{phase}}',
      networkDownTitle:
        'The monitor itself has no network since {{at}} ({{age}})',
      networkDown:
        'That says nothing about the servers: they show as Unknown, not as Down, until it can ask again.',
      emptyTitle: 'No servers yet',
      empty:
        'Nothing names a server to be checked. Name one in app-config.yaml, and it appears here with its first check:',
      emptyEntity: 'Then name it on its catalog entity:',
      emptyUrl:
        'Or let an entity name its own health URL, if heartbeat.monitor.annotations.allow has its host:',
      tooOldTitle: 'This portal monitors no servers',
      tooOld:
        'Its heartbeat backend is older than that: update backstage-plugin-heartbeat-backend.',
      blindTitle: 'We cannot see any servers',
      blind: 'That does not mean there are none: what is said above is why.',
    },
    tab: {
      now: 'Heartbeat',
    },
    trust: {
      disruptedTitle:
        'Most controllers of cluster {{cluster}} fell silent together {{age}}',
      disrupted:
        'Rather the cluster than each of them: check whether Leases can be written there. Until they are heard again, they show as Unknown, not as dead.',
      disruptedCount_one: '{{count}} controller is silenced.',
      disruptedCount_other: '{{count}} controllers are silenced.',
      stalledTitle: "The portal's backend stood still for {{duration}} {{age}}",
      stalledHolding:
        'What it was sent meanwhile is being read. Until then no status gets worse.',
      stalledOver:
        'It has caught up; what changed at that time was noticed late. Where this comes back, check its CPU and memory.',
      title: 'This screen does not show everything',
      startingTitle: 'Still looking',
      sight: '{{cluster}}, {{namespace}}',
      allNamespaces: 'all namespaces',
      namespace: 'namespace {{namespace}}',
      starting: 'The first look at it is under way.',
      failed: 'It cannot be seen.',
      effect:
        'Controllers there show as Unknown, never as dead, until they can be seen again.',
    },
  },
});
