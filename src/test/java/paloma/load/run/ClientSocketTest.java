package paloma.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageSender;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.reactor.Endpoint.SendResult;

class ClientSocketTest {
    private static final int CLIENT = 3;
    private static final int WINDOW = 5;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now;
    private final Queue<ByteBuffer> answers = new ArrayDeque<>();
    private final MessageSender echo = (client, message) -> {
        if (client == CLIENT) {
            answers.add(UTF_8.encode(Plans.PREFIX + UTF_8.decode(message)));
        }
        return SendResult.SENT;
    };
    private final Plan plan = Plans.of(CLIENT + 1, LoadProfile.window(WINDOW, Duration.ZERO, Duration.ZERO, SECOND));
    private final LoadEngine engine =
            new LoadEngine(plan, new ClientRange(0, CLIENT + 1), () -> now, echo, ResultRecorderTest.recorder(plan));
    private final ClientSocket socket = new ClientSocket(null, null, CLIENT, engine, new EngineTask(engine, null));

    /** Sends the messages of a window. After the end time an answer causes no further message. */
    private void sendWindow() {
        engine.start();
        engine.turn();
        now = SECOND.toNanos();
        assertEquals(WINDOW, answers.size());
    }

    private void receive(ByteBuffer datagram) {
        socket.onDatagram(null, datagram, 0);
    }

    @Test
    void aTurnReadsAtMostTheExpectedAnswers() {
        sendWindow();
        assertEquals(5, socket.maxPending());
        receive(answers.remove());
        assertEquals(4, socket.maxPending());
    }

    @Test
    void eachAnswerIsProcessedBeforeTheNextIsRead() {
        sendWindow();
        assertEquals(1, socket.maxBatch());
    }

    @Test
    void withoutExpectedAnswersATurnReadsOneDatagram() {
        assertEquals(1, socket.maxPending());
    }

    @Test
    void anUnexpectedAnswerLiftsTheLimitOnce() {
        sendWindow();
        while (!answers.isEmpty()) {
            receive(answers.remove());
        }
        assertEquals(1, socket.maxPending());
        receive(ByteBuffer.allocate(0));
        assertEquals(Integer.MAX_VALUE, socket.maxPending());
        assertEquals(1, socket.maxPending());
    }

    @Test
    void theSocketHasNoDeadline() {
        sendWindow();
        assertEquals(Deadline.NEVER, socket.deadline());
    }
}
