import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { outcomeOf, type CallObserver } from './observe.ts';

/**
 * Records a span and a duration for every tool call, named by OpenTelemetry's semantic conventions for MCP. Continues
 * the caller's trace if the request's `_meta` has a `traceparent`. Arguments and answers are not recorded.
 */
export function traceCalls(name: string, version: string): CallObserver {
  const tracer = trace.getTracer(name, version);
  const duration = metrics.getMeter(name, version).createHistogram('mcp.server.operation.duration', {
    description: 'How long a tool call took.',
    unit: 's',
  });
  return (tool, ctx, run) => {
    const started = performance.now();
    const attributes = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': tool.name };
    const parent = propagation.extract(context.active(), ctx.mcpReq._meta ?? {});
    return tracer.startActiveSpan(
      `tools/call ${tool.name}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
      async (span) => {
        const result = await run();
        const outcome = outcomeOf(result);
        const failed = outcome !== 'ok' && outcome !== 'asked';
        if (failed) span.setAttribute('error.type', outcome).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        duration.record((performance.now() - started) / 1000, {
          ...attributes,
          ...(failed && { 'error.type': outcome }),
        });
        return result;
      },
    );
  };
}
