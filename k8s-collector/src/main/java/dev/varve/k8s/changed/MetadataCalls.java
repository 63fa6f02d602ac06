package dev.varve.k8s.changed;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.varve.k8s.changed.message.GetMetadataAllocatedRequest;
import dev.varve.k8s.changed.message.GetMetadataAllocatedResponse;
import dev.varve.k8s.changed.message.GetMetadataDeltaRequest;
import dev.varve.k8s.changed.message.GetMetadataDeltaResponse;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/** The two calls of {@code snapshot_metadata.proto}: one question, a stream of messages. */
final class MetadataCalls {
    static final String SERVICE = "snapshotmetadata.SnapshotMetadata";

    static final MethodDescriptor<GetMetadataAllocatedRequest, GetMetadataAllocatedResponse>
            ALLOCATED =
                    call(
                            "GetMetadataAllocated",
                            GetMetadataAllocatedRequest.parser(),
                            GetMetadataAllocatedResponse.parser());

    static final MethodDescriptor<GetMetadataDeltaRequest, GetMetadataDeltaResponse> DELTA =
            call(
                    "GetMetadataDelta",
                    GetMetadataDeltaRequest.parser(),
                    GetMetadataDeltaResponse.parser());

    private MetadataCalls() {}

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> call(
            String name, Parser<Q> questions, Parser<A> answers) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Bytes<>(questions))
                .setResponseMarshaller(new Bytes<>(answers))
                .build();
    }

    /** A message as bytes. */
    private record Bytes<M extends Message>(Parser<M> parser)
            implements MethodDescriptor.Marshaller<M> {
        @Override
        public InputStream stream(M message) {
            return message.toByteString().newInput();
        }

        @Override
        public M parse(InputStream stream) {
            try {
                return parser.parseFrom(stream);
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("sends what is no message of its interface")
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }
}
