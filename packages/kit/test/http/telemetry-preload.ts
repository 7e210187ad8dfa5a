import { writeSync } from 'node:fs';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

// What an operator loads before a server (`node --import`): an OpenTelemetry SDK, here with an exporter to stderr.
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(
  new BasicTracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({
        export(spans, done) {
          for (const span of spans)
            writeSync(2, `${JSON.stringify({ span: span.name, parent: span.parentSpanContext?.spanId })}\n`);
          done({ code: 0 });
        },
        async shutdown() {},
      }),
    ],
  }),
);
