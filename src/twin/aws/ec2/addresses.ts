/** IPv4 arithmetic for subnets. */
const toNumber = (ip: string): number =>
  ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (n: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');

/**
 * The addresses of one subnet. AWS keeps the first four and the last for itself.
 * @source https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (read 2026-11-23)
 */
export class AddressPool {
  private readonly base: number;
  private readonly size: number;
  private readonly taken = new Set<number>();
  /** Addresses that something outside the twin's sight uses. */
  private readonly elsewhere: number;

  constructor(cidr: string, available?: number) {
    const [ip = '', bits = '32'] = cidr.split('/');
    this.base = toNumber(ip);
    this.size = 2 ** (32 - Number(bits));
    const usable = Math.max(0, this.size - 5);
    this.elsewhere = available === undefined ? 0 : Math.max(0, usable - available);
  }

  get available(): number {
    return Math.max(0, this.size - 5 - this.elsewhere - this.taken.size);
  }

  /** The next free address from a start that `pick` chooses, as AWS' choice looks random. */
  take(pick: (below: number) => number): string | undefined {
    if (this.available === 0) return undefined;
    const usable = this.size - 5;
    const start = pick(usable);
    for (let i = 0; i < usable; i += 1) {
      const host = 4 + ((start + i) % usable);
      if (this.taken.has(host)) continue;
      this.taken.add(host);
      return toText(this.base + host);
    }
    return undefined;
  }

  /** Takes this very address; false when it is not of this subnet or not free. */
  claim(ip: string): boolean {
    const host = toNumber(ip) - this.base;
    if (host < 0 || host >= this.size || this.taken.has(host)) return false;
    this.taken.add(host);
    return true;
  }

  release(ip: string): void {
    this.taken.delete(toNumber(ip) - this.base);
  }
}

/** Whether the text is an IPv4 block. */
export const isCidr = (text: string): boolean => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text);
