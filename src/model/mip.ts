/** A mixed-integer programme: least Σ cost·x within the bounds of columns and rows. Stated by pure rooms, solved by an adapter. */
export interface MipModel {
  readonly columns: readonly {
    readonly cost: number;
    readonly lower: number;
    readonly upper: number;
    readonly isInteger: boolean;
  }[];
  readonly rows: readonly {
    readonly lower: number;
    readonly upper: number;
    /** Column index and coefficient; a column at most once. */
    readonly terms: readonly (readonly [number, number])[];
  }[];
}

export interface MipLimits {
  readonly seconds: number;
  /** The search may end when this share of the objective is left open; 0 asks for proof. */
  readonly relativeGap: number;
}

export type MipAnswer =
  | {
      readonly kind: 'solved';
      /** By column; integers are whole numbers. */
      readonly values: readonly number[];
      readonly objective: number;
      /** Nothing can be below this. Equal to the objective when it is proven least. */
      readonly bound: number;
    }
  | { readonly kind: 'infeasible' }
  /** Time ran out before anything feasible was found; the bound holds all the same. */
  | { readonly kind: 'nothing-found'; readonly bound: number };

export type MipSolver = (model: MipModel, limits: MipLimits) => MipAnswer;
