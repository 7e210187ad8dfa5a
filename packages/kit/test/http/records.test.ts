import { fileURLToPath } from 'node:url';
import { metrics, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod/v4';
import { traceCalls } from '../../src/serve/telemetry.ts';
import { eras, startHttpServer } from '../../src/testing/index.ts';
import { connectTool, toolOf } from '../fixtures.ts';
import { callOf, post, serveNotes, session } from './notes.ts';

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('the log', () => {
  const linesOf = (lines: Record<string, unknown>[], message: string) =>
    lines.filter((line) => line['message'] === message);

  test('has a line for every request: id, tool, duration, outcome', async () => {
    const { url, lines } = await serveNotes();
    const response = await post(url, callOf('read_note', { name: 'hunter2' }), { 'x-request-id': 'from-the-proxy' });
    expect(response.headers.get('x-request-id')).toBe('from-the-proxy');
    await response.text();
    await post(url, callOf('read_note'), { 'x-request-id': 'bad id\t' });
    await vi.waitFor(() => expect(linesOf(lines, 'request')).toHaveLength(2));
    const [first, second] = linesOf(lines, 'request');
    expect(first).toMatchObject({
      level: 'info',
      request: 'from-the-proxy',
      method: 'POST',
      path: '/mcp',
      status: 200,
      ms: expect.any(Number),
      caller: 'anyone',
      rpc: ['tools/call'],
      calls: [{ tool: 'read_note', outcome: 'not_found' }],
    });
    expect(second).toMatchObject({
      request: expect.stringMatching(/^[0-9a-f-]{36}$/),
      calls: [{ outcome: 'invalid' }],
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  test.each(eras)('has on record what a client of the %s era changed, and not what it read', async (era) => {
    const { url, lines } = await serveNotes({ httpAuth: 'notes' });
    const client = await session(url, { era }, 'key-ann');
    await client.call('write_note', { name: 'a', text: 'hunter2' });
    await client.call('read_note', { name: 'a' });
    expect(linesOf(lines, 'audit')).toMatchObject([
      {
        tool: 'write_note',
        outcome: 'ok',
        caller: expect.stringMatching(/^[0-9a-f]{12}$/),
        request: expect.any(String),
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe('OpenTelemetry', () => {
  afterEach(() => {
    trace.disable();
    metrics.disable();
    propagation.disable();
  });

  test('a call is a span in the trace of its caller, and a duration', async () => {
    const spans = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const durations = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter: durations });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const observers = [traceCalls('notes', '1.0.0')];

    const connection = await connectTool(
      toolOf({ text: z.string() }, async ({ text }) => text),
      { observers },
    );
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { client } = connection;
    await client.callTool({ name: 'do_it', arguments: { text: 'hunter2' }, _meta: { traceparent } });
    await connection.call('do_it', {});
    await reader.forceFlush();
    expect(spans.getFinishedSpans()).toMatchObject([
      {
        name: 'tools/call do_it',
        attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'do_it' },
        parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
      },
      { name: 'tools/call do_it', attributes: { 'error.type': 'invalid' }, status: { code: 2 } },
    ]);
    const names = durations
      .getMetrics()
      .flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)),
      );
    expect(names).toContain('mcp.server.operation.duration');
    expect(
      JSON.stringify(spans.getFinishedSpans().map(({ attributes, events }) => [attributes, events])),
    ).not.toContain('hunter2');
  });

  test('a server that is started with an SDK uses it, and without one loads nothing', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const spansOf = async (flags: string[]) => {
      const server = await startHttpServer({ args: [...flags, program('everything.ts'), '--http', '0'] });
      onTestFinished(async () => void (await server.stop()));
      const body = callOf('test_simple_text');
      await (await post(server.url, { ...body, params: { ...body.params, _meta: { traceparent } } })).text();
      await server.stop();
      return server.log().filter((line) => 'span' in line);
    };
    expect(await spansOf(['--import', new URL('telemetry-preload.ts', import.meta.url).href])).toEqual([
      { span: 'tools/call test_simple_text', parent: 'b7ad6b7169203331' },
    ]);
    expect(await spansOf([])).toEqual([]);
  });
});
