import {
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
} from '../../../model/index.ts';
import type { Kernel } from '../kernel.ts';
import { pathNotFound } from '../status-error.ts';
import { failureResponse } from './respond.ts';

export interface HttpApi {
  handle(request: HttpRequest): Promise<HttpResponse>;
  connect(request: HttpRequest): Promise<Channel>;
}

export function createHttpApi(_kernel: Kernel, _options: unknown): HttpApi {
  return {
    handle: async () => failureResponse(pathNotFound()),
    connect: async () => {
      throw new UpgradeRefused(failureResponse(pathNotFound()));
    },
  };
}
