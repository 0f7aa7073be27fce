/** What one sidecar says to another to have an app's route called: no token, no lock, only the access policy in its way. */
import { Client, credentials } from '@grpc/grpc-js';
import { fromJSON, type MethodDefinition } from '@grpc/proto-loader';

// The part of dapr/proto/internals/v1 that it takes.
const internals = fromJSON(
  {
    nested: {
      'dapr.proto.internals.v1': {
        nested: {
          ServiceInvocation: { methods: { CallLocal: { requestType: 'Call', responseType: 'Answer', comment: '' } } },
          Call: { fields: { ver: { type: 'int32', id: 1 }, message: { type: 'Message', id: 3 } } },
          Message: { fields: { method: { type: 'string', id: 1 }, http_extension: { type: 'Http', id: 4 } } },
          Http: { fields: { verb: { type: 'int32', id: 1 } } },
          Answer: { fields: { status: { type: 'Status', id: 1 } } },
          Status: { fields: { code: { type: 'int32', id: 1 } } },
        },
      },
    },
  },
  { keepCase: true },
);
const { CallLocal } = internals['dapr.proto.internals.v1.ServiceInvocation'] as unknown as {
  CallLocal: MethodDefinition<object, { status: { code: number } }>;
};

const [V1, GET] = [1, 1];

/** Has the sidecar at `address` GET a route of its app. @returns the app's HTTP status, or gRPC's words of refusal. */
export const invoke = (address: string, route: string): Promise<number | string> =>
  new Promise((done) => {
    const client = new Client(address, credentials.createInsecure());
    client.makeUnaryRequest(
      CallLocal.path,
      CallLocal.requestSerialize,
      CallLocal.responseDeserialize,
      { ver: V1, message: { method: route, http_extension: { verb: GET } } },
      (error, answer) => {
        client.close();
        done(error?.details ?? answer?.status.code ?? 'nothing');
      },
    );
  });
