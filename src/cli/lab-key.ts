/** The access key that the lab gives out. It opens nothing but the lab; kubectl's tokens are checked by it. */
export const LAB_KEY = { accessKeyId: 'LAB', secretAccessKey: 'lab' };
