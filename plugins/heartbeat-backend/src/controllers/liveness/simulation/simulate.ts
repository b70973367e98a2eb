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

import type { Disturbance, Schedule } from './schedule';
import { DISTURBED_MS } from './schedule';
import { SimulatedCluster } from './SimulatedCluster';
import { SimulatedController } from './SimulatedController';
import { SimulatedObserver, type CheckpointStore } from './SimulatedObserver';
import { Timeline } from './Timeline';

const BEGIN_MS = Date.parse('2026-11-22T12:00:00Z');

/** Enough for a disruption to be believed and for every duration after it. */
const SETTLE_MS = (5 * 60 + 90 + 3 * 31) * 1000;

/** What came of a run. */
export interface Outcome {
  cluster: SimulatedCluster;
  controllers: SimulatedController[];
  observers: SimulatedObserver[];
  simulatedMs: number;
}

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = Math.abs(seed) % 2147483647 || 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Runs a schedule to its end. */
export function simulate(schedule: Schedule): Outcome {
  const timeline = new Timeline();
  timeline.nowMs = BEGIN_MS;
  const random = randomOf(schedule.seed);
  const cluster = new SimulatedCluster(timeline);
  const world = { timeline, cluster, random };
  const controllers = schedule.controllers.map(
    (options, i) =>
      new SimulatedController({ ...options, name: `c${i}`, world }),
  );
  controllers.forEach(controller =>
    timeline.after(Math.round(random() * controller.gapMs), () =>
      controller.start(),
    ),
  );
  const store: CheckpointStore = new Map();
  const { marginMs, answerMs } = schedule;
  const observers = Array.from(
    { length: schedule.observers },
    () =>
      new SimulatedObserver({ timeline, cluster, store, marginMs, answerMs }),
  );
  for (const disturbance of schedule.disturbances) {
    timeline.at(BEGIN_MS + disturbance.atMs, () =>
      disturb(disturbance, {
        timeline,
        cluster,
        controller: controllers[disturbance.whom % controllers.length],
        observer: observers[disturbance.whom % observers.length],
      }),
    );
  }
  timeline.runUntil(BEGIN_MS + DISTURBED_MS + SETTLE_MS);
  return {
    cluster,
    controllers,
    observers,
    simulatedMs: DISTURBED_MS + SETTLE_MS,
  };
}

function disturb(
  { kind, forMs, stepMs }: Disturbance,
  world: {
    timeline: Timeline;
    cluster: SimulatedCluster;
    controller: SimulatedController;
    observer: SimulatedObserver;
  },
): void {
  const { timeline, cluster, controller, observer } = world;
  const restart = () =>
    timeline.after(forMs, () => !controller.isRunning && controller.start());
  const happenings: Record<Disturbance['kind'], () => void> = {
    pause: () => controller.pause(forMs),
    crash: () => controller.crash(),
    'crash and restart': () => {
      controller.crash();
      restart();
    },
    stop: () => controller.stop(),
    'stop and restart': () => {
      controller.stop();
      restart();
    },
    release: () => controller.release(),
    'release and restart': () => {
      controller.release();
      restart();
    },
    'label lost for a while': () => {
      cluster.hide(controller.name);
      timeline.after(forMs, () => cluster.show(controller.name));
    },
    'step of a remote clock': () => {
      controller.aheadMs = stepMs;
    },
    'step of our clock': () => observer.stepClock(stepMs),
    'watch cut': () => observer.cut(),
    'watch silent': () => observer.silence(),
    partition: () => observer.partition(forMs),
    stall: () => observer.stall(forMs),
    'observer restart': () => observer.restart(forMs),
    outage: () => cluster.goDown(forMs),
    'writes refused': () => cluster.refuseWrites(forMs),
  };
  happenings[kind]();
}
