import { consumerContract } from './contract.ts';

consumerContract('jetstream');
