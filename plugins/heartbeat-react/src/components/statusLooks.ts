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

import type { ComponentType } from 'react';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { darken, type Theme } from '@material-ui/core/styles';
import AliveIcon from '@material-ui/icons/CheckCircle';
import DeadIcon from '@material-ui/icons/Cancel';
import LateIcon from '@material-ui/icons/WatchLater';
import NeverReportedIcon from '@material-ui/icons/RadioButtonUnchecked';
import DegradedIcon from '@material-ui/icons/ReportProblem';
import MaintenanceIcon from '@material-ui/icons/Build';
import StoppedIcon from '@material-ui/icons/PowerSettingsNew';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import {
  LIVENESS_MEANINGS,
  SERVER_MEANINGS,
  type LivenessStatus,
  type ServerStatus,
  type StatusSeverity,
} from 'backstage-plugin-heartbeat-common';
import type { Translate } from '../time/durations';

/**
 * How a status looks and reads. Colour never carries it alone: each status of a
 * kind has an icon of its own.
 *
 * @public
 */
export interface StatusLook {
  severity: StatusSeverity;
  icon: ComponentType<SvgIconProps>;
  word: (t: Translate) => string;
  /** What the word means, for those who point at it. */
  meaning: (t: Translate) => string;
}

/**
 * The look of each status of a kind.
 *
 * @public
 */
export type StatusLooks<S extends string = string> = Readonly<
  Record<S, StatusLook>
>;

function ofController(
  status: LivenessStatus,
  icon: StatusLook['icon'],
): StatusLook {
  return {
    severity: LIVENESS_MEANINGS[status].severity,
    icon,
    word: t => t(`status.${status}`),
    meaning: t => t(`meaning.${status}`),
  };
}

function ofServer(status: ServerStatus, icon: StatusLook['icon']): StatusLook {
  return {
    severity: SERVER_MEANINGS[status].severity,
    icon,
    word: t => t(`serverStatus.${status}`),
    meaning: t => t(`serverMeaning.${status}`),
  };
}

/**
 * The looks of the statuses of controllers.
 *
 * @public
 */
export const CONTROLLER_LOOKS: StatusLooks<LivenessStatus> = {
  Dead: ofController('Dead', DeadIcon),
  Late: ofController('Late', LateIcon),
  Unknown: ofController('Unknown', UnknownIcon),
  NeverReported: ofController('NeverReported', NeverReportedIcon),
  Stopped: ofController('Stopped', StoppedIcon),
  Alive: ofController('Alive', AliveIcon),
};

/**
 * The looks of the statuses of servers; what means the same as with controllers
 * looks the same.
 *
 * @public
 */
export const SERVER_LOOKS: StatusLooks<ServerStatus> = {
  Down: ofServer('Down', DeadIcon),
  Degraded: ofServer('Degraded', DegradedIcon),
  Unknown: ofServer('Unknown', UnknownIcon),
  Maintenance: ofServer('Maintenance', MaintenanceIcon),
  Stopped: ofServer('Stopped', StoppedIcon),
  Healthy: ofServer('Healthy', AliveIcon),
};

/**
 * The look of a status. The other side may be of another version: a status that
 * is not among the looks is neutral and reads as it is written.
 *
 * @public
 */
export function lookOfStatus(
  looks: Partial<StatusLooks>,
  status: string,
): StatusLook {
  const known = Object.hasOwn(looks, status) ? looks[status] : undefined;
  return (
    known ?? {
      severity: 'unknown',
      icon: UnknownIcon,
      word: () => status,
      meaning: t => t('statusNotKnown'),
    }
  );
}

/** The theme's orange is too light for an icon on white (2.7:1); this much darker it has 4:1. */
const WARNING_DARKENED_BY = 0.2;

/**
 * The colour of a severity, at least 3:1 on the theme's paper. What we cannot
 * tell is grey: neither good nor bad.
 *
 * @internal
 */
export function severityColor(theme: Theme, severity: StatusSeverity): string {
  const { palette } = theme;
  const isDark = palette.type === 'dark';
  switch (severity) {
    case 'ok':
      return isDark ? palette.success.light : palette.success.dark;
    case 'warning':
      return isDark
        ? palette.warning.light
        : darken(palette.warning.dark, WARNING_DARKENED_BY);
    case 'critical':
      return isDark ? palette.error.light : palette.error.dark;
    case 'off':
      return isDark ? palette.info.light : palette.info.dark;
    case 'unknown':
      return isDark ? palette.grey[400] : palette.grey[600];
  }
}
