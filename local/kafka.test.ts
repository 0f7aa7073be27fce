import { describe, expect, it } from 'vitest';
import { kafkaClusterId, properties } from './kafka.ts';

const linesOf = (options: Parameters<typeof properties>[0]) => properties(options).split('\n');
const alone = { folder: '/somewhere', port: 1, controllerPort: 2 };

describe('a Kafka', () => {
  it('that is alone keeps everything once and votes for itself', () => {
    expect(linesOf(alone)).toEqual(
      expect.arrayContaining([
        'node.id=1',
        'controller.quorum.voters=1@127.0.0.1:2',
        'advertised.listeners=PLAINTEXT://127.0.0.1:1',
        'min.insync.replicas=1',
        'offsets.topic.replication.factor=1',
      ]),
    );
  });

  it('of three loses no acknowledged message with any one node', () => {
    const cluster = { id: kafkaClusterId(), node: 2, controllerPorts: [4, 2, 6] };
    expect(linesOf({ ...alone, cluster })).toEqual(
      expect.arrayContaining([
        'node.id=2',
        'controller.quorum.voters=1@127.0.0.1:4,2@127.0.0.1:2,3@127.0.0.1:6',
        'min.insync.replicas=2',
        'offsets.topic.replication.factor=3',
      ]),
    );
  });

  it('with a second door tells who comes in there of what stands before it', () => {
    expect(linesOf({ ...alone, door: { port: 3, seenAt: 9 } })).toEqual(
      expect.arrayContaining([
        'listeners=PLAINTEXT://127.0.0.1:1,DOOR://127.0.0.1:3,CONTROLLER://127.0.0.1:2',
        'advertised.listeners=PLAINTEXT://127.0.0.1:1,DOOR://127.0.0.1:9',
      ]),
    );
  });

  it('has an id that is never read as an option', () => {
    for (let n = 0; n < 200; n += 1) expect(kafkaClusterId()).toMatch(/^D[\w-]{20}A$/);
  });
});
