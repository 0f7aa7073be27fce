import { consumerContract } from './contract.ts';

consumerContract('kafka');
