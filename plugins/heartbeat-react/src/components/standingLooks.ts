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

import { alpha, darken, type Theme } from '@material-ui/core/styles';
import type { HistoryStanding } from 'backstage-plugin-heartbeat-common';
import { severityColor } from './statusLooks';

/** Stripes of two colours, for those to whom the colours look alike. */
function stripes(angle: string, one: string, other: string, px: number) {
  return `repeating-linear-gradient(${angle}, ${one} 0 ${px}px, ${other} ${px}px ${
    2 * px
  }px)`;
}

/**
 * How a stretch of history is filled: each standing with a colour and a pattern
 * of its own. What nobody saw is grey and hatched, so that it never looks good.
 *
 * @internal
 */
export function standingFill(theme: Theme, standing: HistoryStanding): string {
  const { palette } = theme;
  switch (standing) {
    case 'up':
      return severityColor(theme, 'ok');
    case 'down': {
      const color = severityColor(theme, 'critical');
      return stripes('0deg', color, darken(color, 0.35), 3);
    }
    case 'stopped': {
      const color = severityColor(theme, 'off');
      return stripes('90deg', color, alpha(color, 0.35), 2);
    }
    case 'unknown':
      return stripes(
        '135deg',
        alpha(palette.text.primary, 0.28),
        alpha(palette.text.primary, 0.06),
        3,
      );
  }
}
