SELECT '<a href="x;y">it''s</a> <!-- c; -->';
SELECT $html$<b>it's; "fine"</b> -- x$html$;
