/** Which addresses documents may be fetched from. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPrivate } from '../src/house-network.ts';
import { isAllowed } from '../src/knowledge/sources/addresses.ts';

describe('addresses', () => {
  it('inside a house are known, however they are written', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
    ])
      assert.ok(isPrivate(address), address);
    for (const address of [
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'ff02::1',
    ])
      assert.ok(isPrivate(address), address);
    for (const address of ['8.8.8.8', '172.32.0.1', '200.160.2.3', '2001:4860:4860::8888', '2804::1'])
      assert.ok(!isPrivate(address), address);
  });

  it('are allowed by their beginning: host, port, and whole parts of the path', () => {
    const allow = ['https://a.example/servicos', 'https://b.example/'];
    const may = (address: string) => isAllowed(new URL(address), allow);
    for (const address of [
      'https://a.example/servicos',
      'https://a.example/servicos/x?y=1',
      'https://b.example/z',
    ])
      assert.ok(may(address), address);
    for (const address of [
      ...['http://a.example/servicos', 'https://a.example/servicos-x', 'https://a.example/servicos/../x'],
      ...[
        'https://a.example:8443/servicos',
        'https://b.example.evil.example/',
        'https://b.example@evil.example/',
      ],
      'https://a.example/servicos/%2e%2e/x',
    ])
      assert.ok(!may(address), address);
  });
});
