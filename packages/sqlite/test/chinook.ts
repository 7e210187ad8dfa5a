import { makeDatabase } from './start.ts';

/** A music shop after the well-known sample's shape: mixed declared types, keys, indexes, a view, and text in several scripts. */
export function makeChinook(file: string): string {
  const rows = (n: number) => `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<${n})`;
  return makeDatabase(
    file,
    `CREATE TABLE [Artist] ([ArtistId] INTEGER PRIMARY KEY NOT NULL, [Name] NVARCHAR(120));
     CREATE TABLE [Album] ([AlbumId] INTEGER PRIMARY KEY NOT NULL, [Title] NVARCHAR(160) NOT NULL, [ArtistId] INTEGER NOT NULL REFERENCES [Artist] ([ArtistId]) ON DELETE NO ACTION ON UPDATE NO ACTION);
     CREATE TABLE [Track] ([TrackId] INTEGER PRIMARY KEY NOT NULL, [Name] NVARCHAR(200) NOT NULL, [AlbumId] INTEGER REFERENCES [Album] ([AlbumId]), [Milliseconds] INTEGER NOT NULL, [UnitPrice] NUMERIC(10,2) NOT NULL DEFAULT 0.99);
     CREATE TABLE [Customer] ([CustomerId] INTEGER PRIMARY KEY NOT NULL, [FirstName] NVARCHAR(40) NOT NULL, [Country] NVARCHAR(40), [Email] NVARCHAR(60) NOT NULL UNIQUE);
     CREATE TABLE [Invoice] ([InvoiceId] INTEGER PRIMARY KEY NOT NULL, [CustomerId] INTEGER NOT NULL REFERENCES [Customer] ([CustomerId]) ON DELETE CASCADE, [InvoiceDate] DATETIME NOT NULL, [Total] NUMERIC(10,2) NOT NULL);
     CREATE TABLE [InvoiceLine] ([InvoiceId] INTEGER NOT NULL REFERENCES [Invoice] ([InvoiceId]) ON DELETE CASCADE, [Line] INTEGER NOT NULL, [TrackId] INTEGER NOT NULL REFERENCES [Track] ([TrackId]), [Quantity] INTEGER NOT NULL CHECK ([Quantity] > 0), PRIMARY KEY ([InvoiceId], [Line])) WITHOUT ROWID;
     CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId]);
     CREATE VIEW [Sales by country] AS SELECT c.Country, sum(i.Total) AS Total FROM Invoice i JOIN Customer c USING (CustomerId) GROUP BY c.Country;
     CREATE TRIGGER [LineTotal] AFTER INSERT ON [InvoiceLine] BEGIN UPDATE Invoice SET Total = Total + 0.99 * NEW.Quantity WHERE InvoiceId = NEW.InvoiceId; END;
     CREATE VIRTUAL TABLE [TrackText] USING fts5(Name, content='Track', content_rowid='TrackId');
     INSERT INTO Artist VALUES (1, 'AC/DC'), (2, 'Antônio Carlos Jobim'), (3, '久石 譲'), (4, 'O''Connor');
     ${rows(40)} INSERT INTO Album SELECT x, 'Album ' || x, 1 + x % 4 FROM c;
     ${rows(2000)} INSERT INTO Track SELECT x, 'Song ' || x || CASE x % 3 WHEN 0 THEN ' (C++ remix)' ELSE '' END, 1 + x % 40, 180000 + x * 37 % 90000, 0.99 FROM c;
     INSERT INTO TrackText(TrackText) VALUES ('rebuild');
     ${rows(60)} INSERT INTO Customer SELECT x, 'Name ' || x, CASE x % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Brazil' WHEN 2 THEN '日本' ELSE 'Norway' END, 'c' || x || '@example.org' FROM c;
     ${rows(400)} INSERT INTO Invoice SELECT x, 1 + x % 60, date('2026-01-01', (x % 300) || ' days'), 0 FROM c;
     ${rows(1200)} INSERT INTO InvoiceLine SELECT 1 + x % 400, x / 400 + 1, 1 + x * 7 % 2000, 1 + x % 3 FROM c;`,
  );
}
