/**
 * A refusal as AWS words it. Thrown by operations, written to the wire by the protocol at hand.
 * `details` are further members of a REST-JSON error (clusterName, validZones, …).
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    message: string,
    status = 400,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
