/** The three names under which code knows Dapr components; which broker or store is behind them is a folder's choice. */
export const components = {
  /** Where actors keep their documents. */
  stateStore: 'statestore',
  /** Durable topics, one consumer group a role. */
  pubsub: 'pubsub',
  /** The same broker with a consumer group of each replica's own, newest only: for live pages. */
  feed: 'feed',
} as const;
