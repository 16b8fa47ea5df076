<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_GB">
<context>
    <name>ComingVeil</name>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
</context>
<context>
    <name></name>
    <message>
        <source>Choose a folder in which the run is to be kept.</source>
        <translation>请选择保存训练的文件夹。</translation>
    </message>
    <message>
        <source>There are no holes of yours yet: paint over something in the editor first.</source>
        <translation>还没有你的空洞：请先在编辑器中涂抹。</translation>
    </message>
    <message>
        <source>Counting… {count} photographs so far</source>
        <translation>正在清点……已有 {count} 张照片</translation>
    </message>
    <message>
        <source>There are no photographs there that could be opened.</source>
        <translation>那里没有可以打开的照片。</translation>
    </message>
    <message>
        <source>It is a process of its own: it can also go on by itself, and is found here again.</source>
        <translation>训练是一个独立的进程：它也可以自行继续，之后在这里还能找到。</translation>
    </message>
    <message>
        <source>{count} photographs</source>
        <translation>{count} 张照片</translation>
    </message>
    <message>
        <source>, in {count} tar files</source>
        <translation>，来自 {count} 个 tar 文件</translation>
    </message>
    <message>
        <source>&amp;Let it go on</source>
        <translation>让它继续(&amp;L)</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>; from {small} to {large} pixels</source>
        <translation>；从 {small} 到 {large} 像素</translation>
    </message>
    <message>
        <source>; {count} other files skipped</source>
        <translation>；跳过其他 {count} 个文件</translation>
    </message>
    <message>
        <source>Choose a folder of photographs to learn from.</source>
        <translation>请选择用于学习的照片文件夹。</translation>
    </message>
    <message>
        <source>A generator is being trained</source>
        <translation>正在训练生成器</translation>
    </message>
    <message>
        <source>&amp;Stop and save</source>
        <translation>停止并保存(&amp;S)</translation>
    </message>
    <message>
        <source>The photographs are {side} pixels at most; choose a smaller crop under More settings.</source>
        <translation>照片最大只有 {side} 像素；请在“更多设置”中选择较小的裁剪。</translation>
    </message>
    <message>
        <source>There is no checkpoint {path} to start from.</source>
        <translation>没有可作为起点的检查点 {path}。</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Inpaint Studio</source>
        <translation>关于 Inpaint Studio</translation>
    </message>
    <message>
        <source>Version {version} · Qt {qt}</source>
        <translation>版本 {version} · Qt {qt}</translation>
    </message>
    <message>
        <source>Brushes damage and marks out of photographs, on your own machine, offline. What you do not paint is never touched. MIT licence.</source>
        <translation>在你自己的电脑上离线抹去照片上的损伤和标记。没有涂抹的地方绝不改动。MIT 许可证。</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>许可证…</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;page…</source>
        <translation>打开页面(&amp;P)…</translation>
    </message>
    <message>
        <source>Put the repaired picture on the clipboard</source>
        <translation>将修复后的图片复制到剪贴板</translation>
    </message>
    <message>
        <source>Open another page or frame of a file with several</source>
        <translation>打开多页文件中的另一页或另一帧</translation>
    </message>
    <message>
        <source>Snap to &amp;edges…</source>
        <translation>贴合边缘(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>See fewer values between black and white: more contrast</source>
        <translation>黑白之间显示较少的值：对比度更高</translation>
    </message>
    <message>
        <source>Mark on every plane of the run what is marked on this one</source>
        <translation>在区间的每一帧上标记此帧所标记的部分</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the repaired picture under another name or in another format</source>
        <translation>以其他名称或格式保存修复后的图片</translation>
    </message>
    <message>
        <source>Save pro&amp;ject…</source>
        <translation>保存工程(&amp;J)…</translation>
    </message>
    <message>
        <source>Same mask on all &amp;open pictures</source>
        <translation>对所有打开的图片使用同一蒙版(&amp;O)</translation>
    </message>
    <message>
        <source>Paint with what is at another place; Alt or Ctrl + click chooses that place</source>
        <translation>用另一处的内容绘制；按住 Alt 或 Ctrl 单击以选择该处</translation>
    </message>
    <message>
        <source>&amp;Verify a saved picture…</source>
        <translation>验证已保存的图片(&amp;V)…</translation>
    </message>
    <message>
        <source>Show the next frame, slice, date or page</source>
        <translation>显示下一帧、切片、日期或页面</translation>
    </message>
    <message>
        <source>&amp;Open the series of this file</source>
        <translation>打开此文件所属的序列(&amp;O)</translation>
    </message>
    <message>
        <source>Choose what to look for, and with which options</source>
        <translation>选择要查找什么以及使用哪些选项</translation>
    </message>
    <message>
        <source>Show or hide the small overview of the picture</source>
        <translation>显示或隐藏图片的小概览图</translation>
    </message>
    <message>
        <source>Go to the next of the open pictures</source>
        <translation>切换到下一张打开的图片</translation>
    </message>
    <message>
        <source>Open a folder of numbered pictures or of slices as one stack</source>
        <translation>将编号图片或切片的文件夹作为一个序列打开</translation>
    </message>
    <message>
        <source>Prove that nothing outside the fills was changed in a saved file</source>
        <translation>证明已保存的文件在填充之外没有任何改动</translation>
    </message>
    <message>
        <source>Theme, language, look of the mask, memory for undo, filling and saving</source>
        <translation>主题、语言、蒙版外观、撤销内存、填充和保存</translation>
    </message>
    <message>
        <source>Ten planes &amp;on</source>
        <translation>前进十帧(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Close picture</source>
        <translation>关闭图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Clear marks on planes</source>
        <translation>清除标记(&amp;C)，帧</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Leave the program</source>
        <translation>退出程序</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Show the plane before with marks or fills</source>
        <translation>显示上一个有标记或填充的帧</translation>
    </message>
    <message>
        <source>Take the last step back</source>
        <translation>撤销上一步</translation>
    </message>
    <message>
        <source>&amp;Narrower range</source>
        <translation>缩窄范围(&amp;N)</translation>
    </message>
    <message>
        <source>Crop copies by a frame, and straighten them by a line along the horizon</source>
        <translation>用裁剪框裁剪副本，并沿地平线画线以拉直</translation>
    </message>
    <message>
        <source>F&amp;ill planes</source>
        <translation>填充各帧(&amp;I)：</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>C&amp;opy picture</source>
        <translation>复制图片(&amp;O)</translation>
    </message>
    <message>
        <source>Do the step again that was taken back</source>
        <translation>重新执行已撤销的步骤</translation>
    </message>
    <message>
        <source>Go back to the previous one of the open pictures</source>
        <translation>返回上一张打开的图片</translation>
    </message>
    <message>
        <source>&amp;Copy mask</source>
        <translation>复制蒙版(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Levels</source>
        <translation>色阶(&amp;L)</translation>
    </message>
    <message>
        <source>Fi&amp;nd…</source>
        <translation>查找(&amp;N)…</translation>
    </message>
    <message>
        <source>Put the mask on the clipboard as a grey picture</source>
        <translation>将蒙版作为灰度图放到剪贴板</translation>
    </message>
    <message>
        <source>&amp;Paste mask</source>
        <translation>粘贴蒙版(&amp;P)</translation>
    </message>
    <message>
        <source>Add a picture on the clipboard, of the same size, to the mask</source>
        <translation>将剪贴板中同样大小的图片加入蒙版</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>首选项(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts…</source>
        <translation>键盘快捷键(&amp;K)…</translation>
    </message>
    <message>
        <source>See and change every shortcut; presets for Photoshop, Krita and GIMP</source>
        <translation>查看和修改所有快捷键；提供 Photoshop、Krita 和 GIMP 预设</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清除(&amp;C)</translation>
    </message>
    <message>
        <source>Mark nothing</source>
        <translation>取消所有标记</translation>
    </message>
    <message>
        <source>Mark &amp;all</source>
        <translation>全部标记(&amp;A)</translation>
    </message>
    <message>
        <source>Mark the whole picture</source>
        <translation>标记整张图片</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>反转(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;2 to 98 %</source>
        <translation>2% 至 98%(&amp;2)</translation>
    </message>
    <message>
        <source>Mark what is not marked and the other way round</source>
        <translation>标记未标记的部分，取消已标记的部分</translation>
    </message>
    <message>
        <source>&amp;Previous mask again</source>
        <translation>恢复上一个蒙版(&amp;P)</translation>
    </message>
    <message>
        <source>Bring back the mask as it was before it was filled or cleared</source>
        <translation>恢复填充或清除之前的蒙版</translation>
    </message>
    <message>
        <source>Mark clouds and ha&amp;ze…</source>
        <translation>标记云和薄雾(&amp;Z)…</translation>
    </message>
    <message>
        <source>&amp;Grow…</source>
        <translation>扩展(&amp;G)…</translation>
    </message>
    <message>
        <source>Make the mask larger by some pixels</source>
        <translation>将蒙版扩大若干像素</translation>
    </message>
    <message>
        <source>&amp;Shrink…</source>
        <translation>收缩(&amp;S)…</translation>
    </message>
    <message>
        <source>Fill on &amp;release</source>
        <translation>松开即填充(&amp;R)</translation>
    </message>
    <message>
        <source>Make the mask smaller by some pixels</source>
        <translation>将蒙版缩小若干像素</translation>
    </message>
    <message>
        <source>Ob&amp;ject</source>
        <translation>物体(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Feather…</source>
        <translation>羽化(&amp;F)…</translation>
    </message>
    <message>
        <source>Review the findings of a file, such as find --json writes</source>
        <translation>审阅文件中的检出项，例如 find --json 写出的文件</translation>
    </message>
    <message>
        <source>&amp;Save this plane as a picture…</source>
        <translation>将此帧存为图片(&amp;S)…</translation>
    </message>
    <message>
        <source>Lay this mask on every open picture of the same size or proportions</source>
        <translation>把此蒙版用到每张尺寸或长宽比相同的打开图片上</translation>
    </message>
    <message>
        <source>Have no run: all planes of the stack are filled or marked together</source>
        <translation>不设区间：序列的所有帧一起填充或标记</translation>
    </message>
    <message>
        <source>Soften the edge of the mask</source>
        <translation>柔化蒙版边缘</translation>
    </message>
    <message>
        <source>S&amp;mooth…</source>
        <translation>平滑(&amp;M)…</translation>
    </message>
    <message>
        <source>Round off the corners of the mask</source>
        <translation>磨圆蒙版的尖角</translation>
    </message>
    <message>
        <source>Ke&amp;yboard to the next panel</source>
        <translation>键盘转到下一面板(&amp;Y)</translation>
    </message>
    <message>
        <source>Paste as &amp;new picture</source>
        <translation>粘贴为新图片(&amp;N)</translation>
    </message>
    <message>
        <source>Fill &amp;holes</source>
        <translation>填补孔洞(&amp;H)</translation>
    </message>
    <message>
        <source>Mark what the mask encloses</source>
        <translation>标记蒙版包围的部分</translation>
    </message>
    <message>
        <source>By &amp;brightness…</source>
        <translation>按亮度(&amp;B)…</translation>
    </message>
    <message>
        <source>Mark pixels within a range of brightness</source>
        <translation>标记某一亮度范围内的像素</translation>
    </message>
    <message>
        <source>Type how large the picture is shown, in percent</source>
        <translation>以百分比输入图片的显示大小</translation>
    </message>
    <message>
        <source>Find &amp;damage…</source>
        <translation>查找损伤(&amp;D)…</translation>
    </message>
    <message>
        <source>Show the last plane of the stack</source>
        <translation>显示序列的最后一帧</translation>
    </message>
    <message>
        <source>&amp;Load mask…</source>
        <translation>载入蒙版(&amp;L)…</translation>
    </message>
    <message>
        <source>Take the mask from a grey picture of the same size</source>
        <translation>从同样大小的灰度图载入蒙版</translation>
    </message>
    <message>
        <source>Ne&amp;xt picture</source>
        <translation>下一张图片(&amp;X)</translation>
    </message>
    <message>
        <source>Sa&amp;ve mask…</source>
        <translation>保存蒙版(&amp;V)…</translation>
    </message>
    <message>
        <source>See more values between black and white: less contrast</source>
        <translation>黑白之间显示较多的值：对比度更低</translation>
    </message>
    <message>
        <source>Save the mask as a grey PNG</source>
        <translation>将蒙版保存为灰度 PNG</translation>
    </message>
    <message>
        <source>&amp;Keep mask as…</source>
        <translation>将蒙版保留为(&amp;K)…</translation>
    </message>
    <message>
        <source>Show the planes at their own pace, round and round</source>
        <translation>按原有速度循环显示各帧</translation>
    </message>
    <message>
        <source>Fill as soon as brush, lasso or box are let go; Esc takes the last one back</source>
        <translation>松开画笔、套索或选框后立即填充；Esc 撤回最近一次</translation>
    </message>
    <message>
        <source>Keep the mask in the document under a name</source>
        <translation>以名称将蒙版保留在文档中</translation>
    </message>
    <message>
        <source>See low values white and high ones black</source>
        <translation>低值显示为白色，高值显示为黑色</translation>
    </message>
    <message>
        <source>&amp;Fill</source>
        <translation>填充(&amp;F)</translation>
    </message>
    <message>
        <source>Fill what is marked</source>
        <translation>填充已标记的部分</translation>
    </message>
    <message>
        <source>Follow the mo&amp;tion on planes</source>
        <translation>跟随运动(&amp;T)，帧</translation>
    </message>
    <message>
        <source>Offer &amp;candidates</source>
        <translation>提供候选(&amp;C)</translation>
    </message>
    <message>
        <source>Straighten and &amp;crop</source>
        <translation>拉直并裁剪(&amp;C)</translation>
    </message>
    <message>
        <source>As the &amp;file says</source>
        <translation>按文件所述(&amp;F)</translation>
    </message>
    <message>
        <source>Fill what is marked in several ways and choose one with a number key</source>
        <translation>用几种方式填充已标记的部分，按数字键选择一个</translation>
    </message>
    <message>
        <source>From the picture to the bars and panels, one after the other, and back</source>
        <translation>依次从图片转到各工具栏和面板，再返回</translation>
    </message>
    <message>
        <source>Next &amp;modified plane</source>
        <translation>下一个修改过的帧(&amp;M)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Look for clouds and haze by their brightness, and mark what you accept</source>
        <translation>按亮度寻找云和薄雾，并标记您接受的部分</translation>
    </message>
    <message>
        <source>Mark the pixels of which the file says that nothing was measured there</source>
        <translation>标记文件注明没有测量值的像素</translation>
    </message>
    <message>
        <source>Findings f&amp;rom file…</source>
        <translation>从文件载入检出项(&amp;R)…</translation>
    </message>
    <message>
        <source>Give up the fill that is running, or the stroke or shape that is being drawn</source>
        <translation>放弃正在进行的填充，或正在绘制的笔画或形状</translation>
    </message>
    <message>
        <source>Remove &amp;guide lines</source>
        <translation>移除引导线(&amp;G)</translation>
    </message>
    <message>
        <source>Remove the lines that structure should follow</source>
        <translation>移除结构应当遵循的线</translation>
    </message>
    <message>
        <source>Pla&amp;y</source>
        <translation>播放(&amp;Y)</translation>
    </message>
    <message>
        <source>Take texture only from the &amp;mask</source>
        <translation>只从蒙版处取纹理(&amp;M)</translation>
    </message>
    <message>
        <source>List guide lines and source regions, to show, hide or remove one of them</source>
        <translation>列出引导线和取样区，可逐个显示、隐藏或移除</translation>
    </message>
    <message>
        <source>Let fills take texture only from what is marked now</source>
        <translation>让填充只从当前标记的部分取纹理</translation>
    </message>
    <message>
        <source>Take texture from any&amp;where</source>
        <translation>从任何地方取纹理(&amp;W)</translation>
    </message>
    <message>
        <source>Let fills take texture from the whole picture again</source>
        <translation>让填充重新从整张图片取纹理</translation>
    </message>
    <message>
        <source>&amp;Higher values</source>
        <translation>较高的值(&amp;H)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Show the picture larger</source>
        <translation>放大显示图片</translation>
    </message>
    <message>
        <source>Look for scratches, creases and dust, and mark what you accept</source>
        <translation>查找划痕、折痕和灰尘，并标记您认可的部分</translation>
    </message>
    <message>
        <source>Outline an object by a box or by clicks; Alt or Ctrl takes away</source>
        <translation>用框或点击勾出物体；按住 Alt 或 Ctrl 减去</translation>
    </message>
    <message>
        <source>Run begins &amp;here</source>
        <translation>区间从此处开始(&amp;H)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Show the picture smaller</source>
        <translation>缩小显示图片</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Move what lies between black and white to lower values</source>
        <translation>将黑白之间的范围移向较低的值</translation>
    </message>
    <message>
        <source>&amp;Previous plane</source>
        <translation>上一帧(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>Show one picture pixel on one screen pixel</source>
        <translation>一个图片像素对应一个屏幕像素</translation>
    </message>
    <message>
        <source>Show the plane ten further on</source>
        <translation>显示往后第十帧</translation>
    </message>
    <message>
        <source>Hold for &amp;before</source>
        <translation>按住看原图(&amp;B)</translation>
    </message>
    <message>
        <source>Show the picture as it was opened while the key is held</source>
        <translation>按住该键时显示打开时的图片</translation>
    </message>
    <message>
        <source>&amp;Split before and after</source>
        <translation>前后分屏(&amp;S)</translation>
    </message>
    <message>
        <source>Save the repaired plane in view as a picture of its own</source>
        <translation>将当前修复后的帧另存为一张图片</translation>
    </message>
    <message>
        <source>Show before and after on two sides of a line that can be dragged</source>
        <translation>在可拖动的分界线两侧显示修复前后</translation>
    </message>
    <message>
        <source>Before and after si&amp;de by side</source>
        <translation>前后并排(&amp;D)</translation>
    </message>
    <message>
        <source>Show before and after beside each other, moving together</source>
        <translation>并排显示修复前后，同步移动</translation>
    </message>
    <message>
        <source>&amp;First plane</source>
        <translation>第一帧(&amp;F)</translation>
    </message>
    <message>
        <source>Make this plane the last of the run that is filled or marked together</source>
        <translation>将此帧设为一起填充或标记的区间的最后一帧</translation>
    </message>
    <message>
        <source>Move the border of the mask onto edges of the picture that are near</source>
        <translation>把蒙版边界移到附近的图像边缘上</translation>
    </message>
    <message>
        <source>Mask &amp;as film</source>
        <translation>蒙版显示为色膜(&amp;A)</translation>
    </message>
    <message>
        <source>Show or hide how the values of a slice or a satellite tile are seen</source>
        <translation>显示或隐藏切片或卫星图块各值的显示方式</translation>
    </message>
    <message>
        <source>Show the mask as a coloured film</source>
        <translation>将蒙版显示为彩色薄膜</translation>
    </message>
    <message>
        <source>Findings &amp;to file…</source>
        <translation>检出项存为文件(&amp;T)…</translation>
    </message>
    <message>
        <source>Mas&amp;k as outline</source>
        <translation>蒙版显示为轮廓(&amp;K)</translation>
    </message>
    <message>
        <source>Close the picture; the next one that is open comes into view, or the start page</source>
        <translation>关闭图片；随后显示下一张打开的图片，或回到开始页</translation>
    </message>
    <message>
        <source>Show the mask as a marching outline</source>
        <translation>将蒙版显示为流动轮廓</translation>
    </message>
    <message>
        <source>Mask in black and &amp;white</source>
        <translation>黑白蒙版(&amp;W)</translation>
    </message>
    <message>
        <source>Show the mask alone, in black and white</source>
        <translation>只显示黑白蒙版</translation>
    </message>
    <message>
        <source>&amp;Hide mask</source>
        <translation>隐藏蒙版(&amp;H)</translation>
    </message>
    <message>
        <source>Move what lies between black and white to higher values</source>
        <translation>将黑白之间的范围移向较高的值</translation>
    </message>
    <message>
        <source>Open &amp;folder as a stack…</source>
        <translation>将文件夹作为序列打开(&amp;F)…</translation>
    </message>
    <message>
        <source>Do not show the mask</source>
        <translation>不显示蒙版</translation>
    </message>
    <message>
        <source>&amp;Next mask view</source>
        <translation>下一种蒙版视图(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Use this mask on planes</source>
        <translation>将此蒙版用于各帧(&amp;U)：</translation>
    </message>
    <message>
        <source>Show the mask as film, outline or black and white in turn</source>
        <translation>轮流以色膜、轮廓或黑白显示蒙版</translation>
    </message>
    <message>
        <source>Turn view &amp;right</source>
        <translation>视图右转(&amp;R)</translation>
    </message>
    <message>
        <source>Make a &amp;routine from what I did</source>
        <translation>把我的操作做成流程(&amp;R)</translation>
    </message>
    <message>
        <source>Turn the view, not the picture, by 15 degrees</source>
        <translation>将视图（而非图片）旋转 15 度</translation>
    </message>
    <message>
        <source>Turn view &amp;left</source>
        <translation>视图左转(&amp;L)</translation>
    </message>
    <message>
        <source>Open the numbered files or slices that this one belongs to as one stack</source>
        <translation>将此文件所属的编号文件或切片作为一个序列打开</translation>
    </message>
    <message>
        <source>Turn the view, not the picture, back by 15 degrees</source>
        <translation>将视图（而非图片）反向旋转 15 度</translation>
    </message>
    <message>
        <source>&amp;Mirror view</source>
        <translation>镜像视图(&amp;M)</translation>
    </message>
    <message>
        <source>Mirror the view, not the picture</source>
        <translation>镜像视图，而非图片</translation>
    </message>
    <message>
        <source>&amp;Upright view</source>
        <translation>摆正视图(&amp;U)</translation>
    </message>
    <message>
        <source>Neither turned nor mirrored</source>
        <translation>不旋转也不镜像</translation>
    </message>
    <message>
        <source>Pixel &amp;grid</source>
        <translation>像素网格(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Wider range</source>
        <translation>放宽范围(&amp;W)</translation>
    </message>
    <message>
        <source>Lines between the pixels from 800 % on</source>
        <translation>从 800 % 起显示像素之间的线</translation>
    </message>
    <message>
        <source>Rul&amp;ers</source>
        <translation>标尺(&amp;E)</translation>
    </message>
    <message>
        <source>Picture pixels along the upper and left edge</source>
        <translation>沿上边和左边显示图片像素</translation>
    </message>
    <message>
        <source>Ten planes &amp;back</source>
        <translation>后退十帧(&amp;B)</translation>
    </message>
    <message>
        <source>Full s&amp;creen</source>
        <translation>全屏(&amp;C)</translation>
    </message>
    <message>
        <source>Pre&amp;vious picture</source>
        <translation>上一张图片(&amp;V)</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>使用整个屏幕</translation>
    </message>
    <message>
        <source>&amp;Fills</source>
        <translation>填充(&amp;F)</translation>
    </message>
    <message>
        <source>Show or hide the list of fills</source>
        <translation>显示或隐藏填充列表</translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation>导航器(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史(&amp;H)</translation>
    </message>
    <message>
        <source>Show or hide the list of steps</source>
        <translation>显示或隐藏步骤列表</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>Size, hardness, opacity and spacing as they were at first</source>
        <translation>恢复最初的大小、硬度、不透明度和间距</translation>
    </message>
    <message>
        <source>Show or hide all panels and bars</source>
        <translation>显示或隐藏所有面板和工具栏</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>画笔(&amp;B)</translation>
    </message>
    <message>
        <source>Mark with a brush; the right button erases, Shift draws a straight line</source>
        <translation>用画笔标记；右键擦除，Shift 画直线</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>L&amp;ower values</source>
        <translation>较低的值(&amp;O)</translation>
    </message>
    <message>
        <source>Take back what is marked</source>
        <translation>擦去标记</translation>
    </message>
    <message>
        <source>Do to many pictures what was found and filled in this one</source>
        <translation>把在这张图片中查找和填充的做法用于许多图片</translation>
    </message>
    <message>
        <source>Save the repaired picture; the first time you choose where, and the original stays</source>
        <translation>保存修复后的图片；首次保存时选择位置，原图保持不变</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>矩形(&amp;R)</translation>
    </message>
    <message>
        <source>Save all findings and what was decided about them, as JSON</source>
        <translation>将全部检出项及相关决定保存为 JSON</translation>
    </message>
    <message>
        <source>Mark a rectangle; Shift adds, Alt or Ctrl subtracts, both intersect</source>
        <translation>标记矩形；Shift 添加，Alt 或 Ctrl 减去，两者一起取交集</translation>
    </message>
    <message>
        <source>Bring faded tones and colours back in copies; the Fills panel sets how much</source>
        <translation>在副本中恢复褪去的影调和颜色；强度在“填充”面板中设定</translation>
    </message>
    <message>
        <source>H&amp;elp</source>
        <translation>帮助(&amp;E)</translation>
    </message>
    <message>
        <source>Read about the tool in hand, or the panel that has the keyboard</source>
        <translation>阅读当前工具或拥有键盘焦点的面板的说明</translation>
    </message>
    <message>
        <source>E&amp;llipse</source>
        <translation>椭圆(&amp;L)</translation>
    </message>
    <message>
        <source>Mark an ellipse; Shift adds, Alt or Ctrl subtracts, both intersect</source>
        <translation>标记椭圆；Shift 添加，Alt 或 Ctrl 减去，两者一起取交集</translation>
    </message>
    <message>
        <source>Clone &amp;stamp</source>
        <translation>克隆图章(&amp;S)</translation>
    </message>
    <message>
        <source>L&amp;asso</source>
        <translation>套索(&amp;A)</translation>
    </message>
    <message>
        <source>Mark what you draw a line around</source>
        <translation>标记线条圈住的部分</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>多边形(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Inverted</source>
        <translation>反相(&amp;I)</translation>
    </message>
    <message>
        <source>Pre&amp;vious modified plane</source>
        <translation>上一个修改过的帧(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;All planes</source>
        <translation>所有帧(&amp;A)</translation>
    </message>
    <message>
        <source>Mark what lies between corners you click; double click or Enter closes it</source>
        <translation>标记所点顶点围成的部分；双击或按 Enter 闭合</translation>
    </message>
    <message>
        <source>Sna&amp;pping lasso</source>
        <translation>磁性套索(&amp;P)</translation>
    </message>
    <message>
        <source>Mark along an edge that the line snaps to; double click or Enter closes it</source>
        <translation>沿吸附的边缘标记；双击或按 Enter 闭合</translation>
    </message>
    <message>
        <source>Show the plane ten before this one</source>
        <translation>显示往前第十帧</translation>
    </message>
    <message>
        <source>Repair many pictures by one routine, and look at those that are uncertain</source>
        <translation>用一个流程修复许多图片，并查看其中不确定的</translation>
    </message>
    <message>
        <source>Magic &amp;wand</source>
        <translation>魔棒(&amp;W)</translation>
    </message>
    <message>
        <source>Mark pixels of a similar colour</source>
        <translation>标记颜色相近的像素</translation>
    </message>
    <message>
        <source>&amp;Guide line</source>
        <translation>引导线(&amp;G)</translation>
    </message>
    <message>
        <source>Save copies as the picture stands, neither straightened nor cropped</source>
        <translation>按图片原样保存副本，既不拉直也不裁剪</translation>
    </message>
    <message>
        <source>Black and white so that all but the lowest and highest 2 % lie between them</source>
        <translation>设定黑白两端，使除最低和最高 2% 以外的值都落在其间</translation>
    </message>
    <message>
        <source>Draw a line that structure should follow through the hole</source>
        <translation>画一条结构应当沿其穿过空洞的线</translation>
    </message>
    <message>
        <source>&amp;Hand</source>
        <translation>抓手(&amp;H)</translation>
    </message>
    <message>
        <source>Move the view; hold Space with any tool</source>
        <translation>移动视图；任何工具下可按住空格</translation>
    </message>
    <message>
        <source>&amp;Zoom</source>
        <translation>缩放(&amp;Z)</translation>
    </message>
    <message>
        <source>Click to zoom in, with Alt to zoom out</source>
        <translation>单击放大，按住 Alt 单击缩小</translation>
    </message>
    <message>
        <source>Brush or &amp;eraser</source>
        <translation>画笔/橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>Show the frame, slice, date or page before</source>
        <translation>显示上一帧、切片、日期或页面</translation>
    </message>
    <message>
        <source>Change between brush and eraser</source>
        <translation>在画笔和橡皮擦之间切换</translation>
    </message>
    <message>
        <source>&amp;Last plane</source>
        <translation>最后一帧(&amp;L)</translation>
    </message>
    <message>
        <source>Remo&amp;ve the frame</source>
        <translation>移除裁剪框(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Default brush</source>
        <translation>默认画笔(&amp;D)</translation>
    </message>
    <message>
        <source>Guide &amp;lines and source regions…</source>
        <translation>引导线与取样区(&amp;L)…</translation>
    </message>
    <message>
        <source>S&amp;maller brush</source>
        <translation>缩小画笔(&amp;M)</translation>
    </message>
    <message>
        <source>Open the picture on the clipboard beside what is open</source>
        <translation>把剪贴板中的图片作为新图片打开</translation>
    </message>
    <message>
        <source>Run &amp;ends here</source>
        <translation>区间在此处结束(&amp;E)</translation>
    </message>
    <message>
        <source>Make this plane the first of the run that is filled or marked together</source>
        <translation>将此帧设为一起填充或标记的区间的第一帧</translation>
    </message>
    <message>
        <source>Copy what is &amp;marked</source>
        <translation>复制标记的部分(&amp;M)</translation>
    </message>
    <message>
        <source>Make the brush smaller</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Lar&amp;ger brush</source>
        <translation>放大画笔(&amp;G)</translation>
    </message>
    <message>
        <source>Make the brush larger</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>S&amp;ofter brush</source>
        <translation>柔化画笔(&amp;O)</translation>
    </message>
    <message>
        <source>Make the edge of the brush softer</source>
        <translation>使画笔边缘更软</translation>
    </message>
    <message>
        <source>&amp;Harder brush</source>
        <translation>硬化画笔(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Next plane</source>
        <translation>下一帧(&amp;N)</translation>
    </message>
    <message>
        <source>Make the edge of the brush harder</source>
        <translation>使画笔边缘更硬</translation>
    </message>
    <message>
        <source>&amp;Train a generator…</source>
        <translation>训练生成器(&amp;T)…</translation>
    </message>
    <message>
        <source>Paint with the texture of another place in the colours of this one; Alt or Ctrl + click chooses it</source>
        <translation>用另一处的纹理并以此处的颜色绘制；按住 Alt 或 Ctrl 单击以选择该处</translation>
    </message>
    <message>
        <source>Train a generator on your own photographs</source>
        <translation>用自己的照片训练生成器</translation>
    </message>
    <message>
        <source>Checkpoint &amp;bench…</source>
        <translation>检查点对比台(&amp;B)…</translation>
    </message>
    <message>
        <source>See the values as they were seen when the picture was opened</source>
        <translation>按打开图片时的方式显示各值</translation>
    </message>
    <message>
        <source>See what checkpoints and methods make of what is marked, side by side</source>
        <translation>并排查看各检查点和方法对标记部分的填充</translation>
    </message>
    <message>
        <source>&amp;Type the zoom</source>
        <translation>输入缩放比例(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Use another checkpoint…</source>
        <translation>使用其他检查点(&amp;U)…</translation>
    </message>
    <message>
        <source>Mark on every plane of the run what is marked here, carried along as it moves</source>
        <translation>在区间的每一帧上标记此处所标记的部分，并随其运动移动</translation>
    </message>
    <message>
        <source>Choose the generator that fills</source>
        <translation>选择用于填充的生成器</translation>
    </message>
    <message>
        <source>Open pictures or a project beside what is open</source>
        <translation>在已打开的图片旁打开图片或工程</translation>
    </message>
    <message>
        <source>Hea&amp;ling brush</source>
        <translation>修复画笔(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts at a glance</source>
        <translation>快捷键一览(&amp;S)</translation>
    </message>
    <message>
        <source>All shortcuts on one sheet</source>
        <translation>在一页上列出所有快捷键</translation>
    </message>
    <message>
        <source>Save the picture with its fills, masks and guide lines as an OpenRaster file, to go on later</source>
        <translation>将图片连同填充、蒙版和引导线保存为 OpenRaster 文件，以便日后继续</translation>
    </message>
    <message>
        <source>Show &amp;hints</source>
        <translation>显示提示(&amp;H)</translation>
    </message>
    <message>
        <source>Point out the main parts of the window</source>
        <translation>指出窗口的主要部分</translation>
    </message>
    <message>
        <source>&amp;About Inpaint Studio</source>
        <translation>关于 Inpaint Studio(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>Fill what is marked on the planes of the run, each from what its neighbours show</source>
        <translation>填充区间各帧上标记的部分，依据相邻帧所显示的内容</translation>
    </message>
    <message>
        <source>Show the next plane with marks or fills</source>
        <translation>显示下一个有标记或填充的帧</translation>
    </message>
    <message>
        <source>Show the first plane of the stack</source>
        <translation>显示序列的第一帧</translation>
    </message>
    <message>
        <source>Put the marked part on the clipboard, transparent beside the marks</source>
        <translation>将标记的部分复制到剪贴板，标记之外透明</translation>
    </message>
    <message>
        <source>Correct fa&amp;ding</source>
        <translation>校正褪色(&amp;D)</translation>
    </message>
    <message>
        <source>Automatic lines</source>
        <translation>自动线</translation>
    </message>
    <message>
        <source>Show the lines that were found round the mask; fills follow the likely ones even while they are hidden, unless “Find lines” is off in the options of the method</source>
        <translation>显示在蒙版周围找到的线；即使隐藏，填充仍会沿可能性高的线延续，除非在方法选项中关闭“查找线条”</translation>
    </message>
    <message>
        <source>Press the pointer with &amp;Shift</source>
        <translation>按住 Shift 按下指针(&amp;S)</translation>
    </message>
    <message>
        <source>Press the tool where the arrow keys have moved the pointer, and lift it again</source>
        <translation>在方向键移到的位置按下当前工具，再按一次抬起</translation>
    </message>
    <message>
        <source>&amp;Press or lift the pointer</source>
        <translation>按下或抬起指针(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Enlarge…</source>
        <translation>放大(&amp;E)…</translation>
    </message>
    <message>
        <source>Press the pointer with &amp;Alt</source>
        <translation>按住 Alt 按下指针(&amp;A)</translation>
    </message>
    <message>
        <source>A straight line from the last place, or a shape that adds to the mask</source>
        <translation>从上一处画直线，或画一个加到蒙版的形状</translation>
    </message>
    <message>
        <source>Choose the source of clone and heal, or take away from the mask</source>
        <translation>选取仿制与修复的来源，或从蒙版中减去</translation>
    </message>
    <message>
        <source>Mark &amp;what is unknown</source>
        <translation>标记未知部分(&amp;W)</translation>
    </message>
    <message>
        <source>Make a larger picture of this one with a net, beside it</source>
        <translation>用神经网络把这张图片放大，生成一张新图片</translation>
    </message>
    <message>
        <source>Mark nothing on any plane of the run</source>
        <translation>清除区间内所有帧的标记</translation>
    </message>
    <message>
        <source>Take a mar&amp;k off photographs…</source>
        <translation>去除照片上的水印(&amp;K)…</translation>
    </message>
    <message>
        <source>B&amp;atch…</source>
        <translation>批量处理(&amp;A)…</translation>
    </message>
    <message>
        <source>Estimate a semi-transparent mark that several photographs share, and recover what is under it</source>
        <translation>估计多张照片共有的半透明水印，并还原其下的画面</translation>
    </message>
    <message>
        <source>Find &amp;dust on planes</source>
        <translation>在各帧上查找灰尘(&amp;D)</translation>
    </message>
    <message>
        <source>Propose dust and hairs of film on every plane of the run, to be reviewed</source>
        <translation>在区间的每一帧上查找胶片的灰尘和毛发，供逐个查看</translation>
    </message>
    <message>
        <source>&amp;Mark accepted findings on planes</source>
        <translation>标记各帧上接受的检出项(&amp;M)</translation>
    </message>
    <message>
        <source>Make the accepted findings of every plane of the run mask, in one step</source>
        <translation>一步把区间内每一帧上接受的检出项变成蒙版</translation>
    </message>
</context>
<context>
    <name>Adjusting</name>
    <message>
        <source>Tones are corrected when a copy is saved. Set the strength in the Fills panel.</source>
        <translation>保存副本时校正影调。强度请在“填充”面板中设定。</translation>
    </message>
    <message>
        <source>Every colour of this picture reaches from black to full already; nothing is faded.</source>
        <translation>这张图片的每种颜色都已从黑到满；没有褪色。</translation>
    </message>
</context>
<context>
    <name>AmountBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Something went wrong inside the program: {reason} Your work is as it was.</source>
        <translation>程序内部出错：{reason} 你的工作没有改变。</translation>
    </message>
    <message>
        <source>The translation {name} cannot be read, so the program is in English: {reason} Installing the program anew repairs it.</source>
        <translation>无法读取翻译文件 {name}，程序改用英文：{reason}重新安装程序即可修复。</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Pictures with transparency</source>
        <translation>带透明度的图片</translation>
    </message>
    <message>
        <source>They are lost: the preferences say that no file stays as NAME~.</source>
        <translation>原图会丢失：首选项中设置为不保留 NAME~ 文件。</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>水印</translation>
    </message>
    <message>
        <source>The logo, or a saved mark</source>
        <translation>标志，或已保存的水印</translation>
    </message>
    <message>
        <source>Pictures with the mark</source>
        <translation>带有水印的图片</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Each stays beside it as NAME~.</source>
        <translation>每张原图以 NAME~ 的名称保留在旁边。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>A folder of pictures with the mark</source>
        <translation>带有水印的图片文件夹</translation>
    </message>
    <message>
        <source>Over the originals</source>
        <translation>覆盖原图</translation>
    </message>
    <message>
        <source>Save the mark</source>
        <translation>保存水印</translation>
    </message>
</context>
<context>
    <name>Ballot</name>
    <message>
        <source>A vote needs two finished answers at least.</source>
        <translation>投票至少需要两个完整结果。</translation>
    </message>
    <message>
        <source>Which is best? Press its number, or choose a pane and press Enter.</source>
        <translation>哪个最好？按它的数字键，或选中窗格后按 Enter。</translation>
    </message>
    <message>
        <source>The vote counts, but could not be kept: {why}.</source>
        <translation>投票有效，但未能保存：{why}。</translation>
    </message>
    <message>
        <source>You chose {name}. It has won {wins} of {count} comparisons ({low} to {high} % with 95 % confidence).</source>
        <translation>你选择了 {name}。它在 {count} 次比较中胜出 {wins} 次（95 % 置信区间 {low} 至 {high} %）。</translation>
    </message>
</context>
<context>
    <name>BenchBar</name>
    <message>
        <source>Bench</source>
        <translation>对比台</translation>
    </message>
    <message>
        <source>&amp;Checkpoint…</source>
        <translation>检查点(&amp;C)…</translation>
    </message>
    <message>
        <source>Add checkpoints; they can be dropped here too</source>
        <translation>添加检查点；也可以拖放到这里</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>The current one with another seed</source>
        <translation>当前项换一个种子</translation>
    </message>
    <message>
        <source>Add a method to compare with</source>
        <translation>添加用于比较的方法</translation>
    </message>
    <message>
        <source>&amp;Test hole</source>
        <translation>测试空洞(&amp;T)</translation>
    </message>
    <message>
        <source>Back to your own mask</source>
        <translation>回到你自己的蒙版</translation>
    </message>
    <message>
        <source>What is under your mask is undamaged</source>
        <translation>蒙版之下是完好的</translation>
    </message>
    <message>
        <source>Compare answers with the picture under your own mask</source>
        <translation>将结果与你的蒙版之下的图片比较</translation>
    </message>
    <message>
        <source>Bicubic, {factor}×</source>
        <translation>双三次，{factor}×</translation>
    </message>
    <message>
        <source>LPIPS weights…</source>
        <translation>LPIPS 权重…</translation>
    </message>
    <message>
        <source>Choose a file of weights to measure LPIPS with; it is never required</source>
        <translation>选择用于测量 LPIPS 的权重文件；此项并非必需</translation>
    </message>
    <message>
        <source>Measure without LPIPS</source>
        <translation>不测量 LPIPS</translation>
    </message>
    <message>
        <source>Leave LPIPS out again</source>
        <translation>重新省去 LPIPS</translation>
    </message>
    <message>
        <source>Over a &amp;folder…</source>
        <translation>整个文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Cut the same holes in every picture of a folder, and compare the answers in tables</source>
        <translation>在文件夹的每张图片中挖出相同的空洞，并用表格比较结果</translation>
    </message>
    <message>
        <source>Cut a hole where the truth is known, and measure the answers</source>
        <translation>在已知真实内容处挖洞并测量结果</translation>
    </message>
    <message>
        <source>&amp;Zoom to hole</source>
        <translation>缩放到空洞(&amp;Z)</translation>
    </message>
    <message>
        <source>Show the hole as large as the panes allow</source>
        <translation>在窗格内尽量放大空洞</translation>
    </message>
    <message>
        <source>Re&amp;ference</source>
        <translation>参照(&amp;F)</translation>
    </message>
    <message>
        <source>Compare the others with the current pane</source>
        <translation>将其他窗格与当前窗格比较</translation>
    </message>
    <message>
        <source>F&amp;licker</source>
        <translation>闪烁(&amp;L)</translation>
    </message>
    <message>
        <source>Show the current pane and the reference in turn</source>
        <translation>轮流显示当前窗格和参照</translation>
    </message>
    <message>
        <source>&amp;Difference</source>
        <translation>差异(&amp;D)</translation>
    </message>
    <message>
        <source>Show how each differs from the reference</source>
        <translation>显示各自与参照的差异</translation>
    </message>
    <message>
        <source>&amp;Heat map</source>
        <translation>热图(&amp;H)</translation>
    </message>
    <message>
        <source>Show where the answers disagree</source>
        <translation>显示结果不一致之处</translation>
    </message>
    <message>
        <source>&amp;Sources</source>
        <translation>来源(&amp;S)</translation>
    </message>
    <message>
        <source>Show with arrows where copied texture came from</source>
        <translation>用箭头显示所复制纹理的来源</translation>
    </message>
    <message>
        <source>Blind &amp;vote</source>
        <translation>盲投(&amp;V)</translation>
    </message>
    <message>
        <source>What nets that enlarge are measured against: what is there, shrunk, interpolated</source>
        <translation>放大网络的比较基准：先缩小那里的内容，再插值放大</translation>
    </message>
    <message>
        <source>Hide the names, choose the best, and keep score</source>
        <translation>隐藏名称，选出最好的并计分</translation>
    </message>
    <message>
        <source>Standin&amp;gs…</source>
        <translation>排名(&amp;G)…</translation>
    </message>
    <message>
        <source>Show who won how often</source>
        <translation>显示各自赢了多少次</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>更多(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Blend</source>
        <translation>混合(&amp;B)</translation>
    </message>
    <message>
        <source>Mix the weights of the current checkpoint and the reference</source>
        <translation>混合当前检查点与参照的权重</translation>
    </message>
    <message>
        <source>&amp;Picture of it…</source>
        <translation>保存图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save what the bench shows</source>
        <translation>保存对比台显示的内容</translation>
    </message>
    <message>
        <source>&amp;Checkpoint</source>
        <translation>检查点(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Use in editor</source>
        <translation>用于编辑器(&amp;U)</translation>
    </message>
    <message>
        <source>Fill with the current pane&apos;s checkpoint in the editor from now on</source>
        <translation>今后在编辑器中用当前窗格的检查点填充</translation>
    </message>
    <message>
        <source>Blend checkpoints, use one in the editor, save what is seen</source>
        <translation>混合检查点、在编辑器中使用、保存所见画面</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>For nets that enlarge: what is there is shrunk, and restored by each of them</source>
        <translation>用于放大的网络：先缩小可见内容，再由每个网络还原</translation>
    </message>
    <message>
        <source>Training &amp;run…</source>
        <translation>训练运行(&amp;R)…</translation>
    </message>
    <message>
        <source>Watch the folder of a training run and look through its snapshots</source>
        <translation>监视训练文件夹并浏览其快照</translation>
    </message>
    <message>
        <source>Everything in view</source>
        <translation>可见的全部</translation>
    </message>
    <message>
        <source>Fill &amp;all panes</source>
        <translation>填充所有窗格(&amp;A)</translation>
    </message>
    <message>
        <source>Fill the hole in every pane anew</source>
        <translation>重新填充所有窗格中的空洞</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Hole</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Give up the answers that are still to come</source>
        <translation>放弃尚未得到的结果</translation>
    </message>
</context>
<context>
    <name>BenchPane</name>
    <message>
        <source>Take</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Lay this answer into the document as a fill (Enter)</source>
        <translation>将此结果作为填充放入文档（Enter）</translation>
    </message>
    <message>
        <source>Put this pane away (Delete)</source>
        <translation>移除此窗格（Delete）</translation>
    </message>
    <message>
        <source>Answer of {name}</source>
        <translation>{name} 的结果</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参照</translation>
    </message>
    <message>
        <source>{name}, the reference</source>
        <translation>{name}，参照</translation>
    </message>
</context>
<context>
    <name>BenchSaving</name>
    <message>
        <source>{name} was not saved: {why}.</source>
        <translation>{name} 未能保存：{why}。</translation>
    </message>
</context>
<context>
    <name>BenchWindow</name>
    <message>
        <source>Checkpoint bench</source>
        <translation>检查点对比台</translation>
    </message>
    <message>
        <source>number {n}</source>
        <translation>第 {n} 个</translation>
    </message>
    <message>
        <source>Only texture that this program copied itself is known by its source: method Texture.</source>
        <translation>只有本程序自己复制的纹理才知道来源：请用“纹理”方法。</translation>
    </message>
    <message>
        <source>What the bench says</source>
        <translation>对比台信息</translation>
    </message>
    <message>
        <source>Add checkpoints</source>
        <translation>添加检查点</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Save a picture of the bench</source>
        <translation>保存对比台图片</translation>
    </message>
    <message>
        <source>Choose a pane first.</source>
        <translation>请先选择一个窗格。</translation>
    </message>
    <message>
        <source>Choose a pane with a checkpoint first.</source>
        <translation>请先选择带检查点的窗格。</translation>
    </message>
    <message>
        <source>Save the blended checkpoint first, and then use it.</source>
        <translation>请先保存混合检查点再使用。</translation>
    </message>
    <message>
        <source>{method} (shipped)</source>
        <translation>{method}（自带）</translation>
    </message>
    <message>
        <source>The editor fills with {name} now.</source>
        <translation>编辑器现在使用 {name} 填充。</translation>
    </message>
    <message>
        <source>Watch the folder of a training run</source>
        <translation>监视训练文件夹</translation>
    </message>
    <message>
        <source>Cancelled; the answers that had come are still there.</source>
        <translation>已取消；已得到的结果仍保留。</translation>
    </message>
</context>
<context>
    <name>BlendStrip</name>
    <message>
        <source>How much of the current checkpoint there is in the blend</source>
        <translation>混合中当前检查点所占比例</translation>
    </message>
    <message>
        <source>Save blend…</source>
        <translation>保存混合…</translation>
    </message>
    <message>
        <source>Save the blended weights as a checkpoint of their own</source>
        <translation>将混合权重保存为独立的检查点</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Choose a pane with a checkpoint, and another one as the reference, to blend the two.</source>
        <translation>选择一个带检查点的窗格，再选一个作为参照，即可混合二者。</translation>
    </message>
    <message>
        <source>Blended</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name} 已保存。</translation>
    </message>
    <message>
        <source>Save the blended checkpoint</source>
        <translation>保存混合后的检查点</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>The mark</source>
        <translation>水印</translation>
    </message>
</context>
<context>
    <name>Candidates</name>
    <message>
        <source>Making candidates …</source>
        <translation>正在制作候选 …</translation>
    </message>
    <message>
        <source>Comparing candidates …</source>
        <translation>正在比较候选 …</translation>
    </message>
</context>
<context>
    <name>CandidatesPanel</name>
    <message>
        <source>Press a number to look, Enter to take it, Esc for none.</source>
        <translation>按数字键查看，Enter 采用，Esc 全部放弃。</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>采用这个</translation>
    </message>
    <message>
        <source>None</source>
        <translation>都不要</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Candidate {number}: {method}</source>
        <translation>候选 {number}：{method}</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>{candidate}, the judge&apos;s choice</source>
        <translation>{candidate}，评判之选</translation>
    </message>
    <message>
        <source>Judge&apos;s choice: the checkpoint&apos;s discriminator finds it the most natural.</source>
        <translation>评判之选：检查点的判别器认为它最自然。</translation>
    </message>
    <message>
        <source>{name}, without lines</source>
        <translation>{name}，不沿线</translation>
    </message>
    <message>
        <source>{name}, with lines</source>
        <translation>{name}，沿线</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修复前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修复后</translation>
    </message>
    <message>
        <source>Arrow keys move the pointer, O or Insert presses and lifts it, Enter fills what is marked.</source>
        <translation>方向键移动指针，O 或 Insert 按下或抬起，Enter 填充已标记的部分。</translation>
    </message>
</context>
<context>
    <name>CheckpointIntake</name>
    <message>
        <source>Looking at the checkpoints…</source>
        <translation>正在读取检查点……</translation>
    </message>
</context>
<context>
    <name>CheckpointMenu</name>
    <message>
        <source>None: from scratch</source>
        <translation>无：从零开始</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>其他文件…</translation>
    </message>
    <message>
        <source>Watch the run</source>
        <translation>观看此训练</translation>
    </message>
    <message>
        <source>The newest</source>
        <translation>最新的</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>After {images} images</source>
        <translation>看过 {images} 张图像之后</translation>
    </message>
    <message>
        <source>My runs</source>
        <translation>我的训练</translation>
    </message>
    <message>
        <source>The best so far</source>
        <translation>目前最好的</translation>
    </message>
    <message>
        <source>Look through its snapshots, and see new ones as they come</source>
        <translation>浏览其快照，并随时查看新的快照</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>The one that came with the program</source>
        <translation>程序自带的检查点</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>已选择</translation>
    </message>
</context>
<context>
    <name>ClipboardCommands</name>
    <message>
        <source>What is marked is on the clipboard, transparent beside the marks.</source>
        <translation>标记的部分已复制到剪贴板，标记之外透明。</translation>
    </message>
    <message>
        <source>Paste as new picture</source>
        <translation>粘贴为新图片</translation>
    </message>
    <message>
        <source>What is marked lies beyond the frame of the copy. Hide the frame, or mark more.</source>
        <translation>所标记的部分在副本画框之外。请隐藏画框，或标记更多区域。</translation>
    </message>
    <message>
        <source>It is in 8 bits and sRGB there.</source>
        <translation>剪贴板中为 8 位 sRGB。</translation>
    </message>
    <message>
        <source>The repaired picture is on the clipboard.</source>
        <translation>修复后的图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>The clipboard holds a picture of {width} × {height} pixels, which is no mask of this one.</source>
        <translation>剪贴板中是 {width} × {height} 像素的图片，不能作为当前图片的蒙版。</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>剪贴板中没有图片。</translation>
    </message>
    <message>
        <source>It is there as it is seen through its levels, in 8 bits, without its values.</source>
        <translation>它在剪贴板上是透过色阶所见的样子，8 位，不含测量值。</translation>
    </message>
    <message>
        <source>Nothing is marked yet.</source>
        <translation>还没有标记。</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>The window closes when the picture is written.</source>
        <translation>图片写完后窗口将关闭。</translation>
    </message>
</context>
<context>
    <name>Contest</name>
    <message>
        <source>Paint over something in the editor, or make a test hole, to see what each makes of it.</source>
        <translation>在编辑器中涂抹某处，或制作测试空洞，看看各自的填充结果。</translation>
    </message>
    <message>
        <source>Open a picture in the editor first.</source>
        <translation>请先在编辑器中打开图片。</translation>
    </message>
    <message>
        <source>A test hole: what is under it is known, so answers are measured. Your own mask is untouched.</source>
        <translation>测试空洞：其下内容已知，因此可以测量结果。你自己的蒙版不受影响。</translation>
    </message>
    <message>
        <source>This pane has no finished answer to take.</source>
        <translation>此窗格还没有可采用的完整结果。</translation>
    </message>
    <message>
        <source>This answer belongs to another picture.</source>
        <translation>此结果属于另一张图片。</translation>
    </message>
    <message>
        <source>A test hole lies over good pixels, so its answers are not taken into the document.</source>
        <translation>测试空洞盖住的是完好的像素，因此其结果不会放入文档。</translation>
    </message>
    <message>
        <source>The answer of {name} is a fill of the document now; undo takes it back.</source>
        <translation>{name} 的结果已成为文档的填充；可以撤销。</translation>
    </message>
</context>
<context>
    <name>CurvePanel</name>
    <message>
        <source>Show or hide the curve {name}</source>
        <translation>显示或隐藏曲线 {name}</translation>
    </message>
    <message>
        <source>Curve {name}</source>
        <translation>曲线 {name}</translation>
    </message>
</context>
<context>
    <name>Drops</name>
    <message>
        <source>Open as a stack</source>
        <translation>作为序列打开</translation>
    </message>
    <message>
        <source>Batch…</source>
        <translation>批量处理…</translation>
    </message>
    <message>
        <source>{name} was taken as the mask of this picture.</source>
        <translation>已将 {name} 用作此图片的蒙版。</translation>
    </message>
    <message>
        <source>Take a mark off…</source>
        <translation>去除水印…</translation>
    </message>
    <message>
        <source>{name} is a folder of pictures. What are they for?</source>
        <translation>{name} 是一个图片文件夹。要用这些图片做什么？</translation>
    </message>
</context>
<context>
    <name>EnlargeCommands</name>
    <message>
        <source>Another picture is being enlarged. Wait until it is done, or stop it with Esc.</source>
        <translation>正在放大另一张图片。请等它完成，或按 Esc 停止。</translation>
    </message>
</context>
<context>
    <name>EnlargeDialog</name>
    <message>
        <source>De&amp;noise</source>
        <translation>降噪(&amp;N)</translation>
    </message>
    <message>
        <source>Shipped</source>
        <translation>随程序附带</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{name} ({factor}×)</source>
        <translation>{name}（{factor}×）</translation>
    </message>
    <message>
        <source>The net that enlarges</source>
        <translation>用于放大的网络</translation>
    </message>
    <message>
        <source>&amp;Checkpoint</source>
        <translation>检查点(&amp;C)</translation>
    </message>
    <message>
        <source>Enlarge {name}</source>
        <translation>放大 {name}</translation>
    </message>
    <message>
        <source>Faithful</source>
        <translation>忠实</translation>
    </message>
    <message>
        <source>How much texture is added that the picture does not hold. 0 % invents nothing: it is faithful.</source>
        <translation>添加多少图片本身没有的纹理。0 % 不添加任何内容：忠实于原图。</translation>
    </message>
    <message>
        <source>Bicubic</source>
        <translation>双三次插值</translation>
    </message>
    <message>
        <source>Size of the result</source>
        <translation>结果的尺寸</translation>
    </message>
    <message>
        <source>No texture at {factor}×</source>
        <translation>{factor}× 没有纹理</translation>
    </message>
    <message>
        <source>With texture</source>
        <translation>带纹理</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>其他文件…</translation>
    </message>
    <message>
        <source>About {time}, and {megabytes} MB of memory while it is made.</source>
        <translation>约需 {time}，放大时占用 {megabytes} MB 内存。</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors *.pt *.pth *.ckpt)</source>
        <translation>检查点 (*.safetensors *.pt *.pth *.ckpt)</translation>
    </message>
    <message>
        <source>Te&amp;xture</source>
        <translation>纹理(&amp;X)</translation>
    </message>
    <message>
        <source>Choose a checkpoint that enlarges</source>
        <translation>选择用于放大的检查点</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>纹理</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Noise reduction</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>{name} ({factor}×, texture)</source>
        <translation>{name}（{factor}×，带纹理）</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>预计</translation>
    </message>
    <message>
        <source>How much of the noise and the JPEG blocks is taken away before the picture is enlarged, and some of the finest detail with them. 0 % enlarges them too.</source>
        <translation>放大图片之前去除多少噪点和 JPEG 方块，最细微的细节也会随之损失一些。0 % 会把它们一并放大。</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {megapixels} megapixels</source>
        <translation>{width} × {height} 像素，{megapixels} 百万像素</translation>
    </message>
    <message>
        <source>Texture {percent} %</source>
        <translation>纹理 {percent} %</translation>
    </message>
    <message>
        <source>The net is being loaded …</source>
        <translation>正在加载网络 …</translation>
    </message>
</context>
<context>
    <name>Enlarging</name>
    <message>
        <source>{name} has {width} × {height} pixels and is in no file yet: save it.</source>
        <translation>{name} 有 {width} × {height} 像素，尚未存入文件：请保存。</translation>
    </message>
    <message>
        <source>Enlarging {name} …</source>
        <translation>正在放大 {name} …</translation>
    </message>
</context>
<context>
    <name>Entries</name>
    <message>
        <source>{percent} % of the mark&apos;s edges are still seen.</source>
        <translation>水印边缘仍可见 {percent} %。</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Not decided</source>
        <translation>未决定</translation>
    </message>
    <message>
        <source>{count} pixels of which nothing was left are filled.</source>
        <translation>{count} 个没有留下任何内容的像素已被填充。</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>A first look; it is being measured.</source>
        <translation>这是初步预览；正在测量。</translation>
    </message>
</context>
<context>
    <name>Expectation</name>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>At least {time} here: the generator alone sees {rate} images a second now. It can be stopped and resumed.</source>
        <translation>在这台机器上至少需要 {time}：目前仅生成器每秒可学习 {rate} 张。可随时停止，以后继续。</translation>
    </message>
    <message>
        <source>From scratch a generator needs some {thin} images to get ahead of a smooth fill in scratches, and some {thick} in large holes: &lt;a href=&apos;shipped&apos;&gt;start from the checkpoint that is there&lt;/a&gt; to see something sooner.</source>
        <translation>从零开始的生成器，大约要学习 {thin} 张图像才能在划痕上超过平滑填充，大空洞则大约要 {thick} 张：&lt;a href=&apos;shipped&apos;&gt;从现有检查点开始&lt;/a&gt;可以更快见效。</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>About {count} images fit into {minutes} min here.</source>
        <translation>在这台机器上，{minutes} 分钟大约能学习 {count} 张图像。</translation>
    </message>
    <message>
        <source>Measuring the speed …</source>
        <translation>正在测量速度……</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Open a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Unsaved work</source>
        <translation>未保存的工作</translation>
    </message>
    <message>
        <source>It is the picture that is open.</source>
        <translation>它就是当前打开的图片。</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Go to plane</source>
        <translation>转到帧</translation>
    </message>
    <message>
        <source>Open page</source>
        <translation>打开页面</translation>
    </message>
    <message>
        <source>Use another checkpoint</source>
        <translation>使用其他检查点</translation>
    </message>
    <message>
        <source>Checkpoints ({patterns})</source>
        <translation>检查点 ({patterns})</translation>
    </message>
    <message>
        <source>Save the repaired picture</source>
        <translation>保存修复后的图片</translation>
    </message>
    <message>
        <source>This file has no other page.</source>
        <translation>此文件没有其他页面。</translation>
    </message>
    <message>
        <source>What it holds now is lost.</source>
        <translation>其现有内容将会丢失。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>What it holds now is kept as {name}.</source>
        <translation>其现有内容将保留为 {name}。</translation>
    </message>
    <message>
        <source>Save as {name}</source>
        <translation>另存为 {name}</translation>
    </message>
    <message>
        <source>Save anyway</source>
        <translation>仍然保存</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>OpenRaster projects ({patterns})</source>
        <translation>OpenRaster 工程 ({patterns})</translation>
    </message>
    <message>
        <source>Verify a saved picture</source>
        <translation>验证已保存的图片</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was opened. It was not overwritten.</source>
        <translation>{name} 打开后被其他程序改动，因此没有覆盖。</translation>
    </message>
    <message>
        <source>Save project…</source>
        <translation>保存工程…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Pictures ({patterns})</source>
        <translation>图片 ({patterns})</translation>
    </message>
</context>
<context>
    <name>FillActivity</name>
    <message>
        <source>trying it out</source>
        <translation>试运行</translation>
    </message>
    <message>
        <source>Filling …</source>
        <translation>正在填充 …</translation>
    </message>
    <message>
        <source>loading torch</source>
        <translation>加载 torch</translation>
    </message>
    <message>
        <source>Filling 1 region, about {seconds} s, {megabytes} MB</source>
        <translation>正在填充 1 个区域，约 {seconds} 秒，{megabytes} MB</translation>
    </message>
    <message>
        <source>Filling {regions} regions, about {seconds} s, {megabytes} MB</source>
        <translation>正在填充 {regions} 个区域，约 {seconds} 秒，{megabytes} MB</translation>
    </message>
    <message>
        <source>{passed} s of about {seconds} s</source>
        <translation>{passed} 秒，共约 {seconds} 秒</translation>
    </message>
    <message>
        <source>loading the search for texture</source>
        <translation>加载纹理搜索</translation>
    </message>
    <message>
        <source>about {seconds} s</source>
        <translation>约 {seconds} 秒</translation>
    </message>
    <message>
        <source>Filling: first look</source>
        <translation>填充：初步</translation>
    </message>
    <message>
        <source>Filling: structure</source>
        <translation>填充：结构</translation>
    </message>
    <message>
        <source>loading the generator</source>
        <translation>加载生成器</translation>
    </message>
    <message>
        <source>Preparing the engine (only the first time): {stage} …</source>
        <translation>正在准备引擎（仅首次）：{stage}…</translation>
    </message>
    <message>
        <source>Filling: texture</source>
        <translation>填充：纹理</translation>
    </message>
</context>
<context>
    <name>FillCommands</name>
    <message>
        <source>Stopped. The picture is as it was.</source>
        <translation>已停止。图片没有改动。</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <source>A fill is running. Wait for it, or stop it with Esc.</source>
        <translation>正在填充。请等待其完成，或按 Esc 停止。</translation>
    </message>
    <message>
        <source>Nothing is marked yet. Paint over what should go, then press Enter.</source>
        <translation>还没有标记。请先涂抹要去除的部分，再按 Enter。</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>反选蒙版</translation>
    </message>
    <message>
        <source>The last mark and its fill are taken back.</source>
        <translation>已撤回最近一次标记及其填充。</translation>
    </message>
    <message>
        <source>Fill all the same</source>
        <translation>仍然填充</translation>
    </message>
    <message>
        <source>{percent} % of the picture is marked, so little is left to fill it from. Fill all the same?</source>
        <translation>图像的 {percent} % 已被标记，可供填充参考的内容很少。仍要填充吗？</translation>
    </message>
</context>
<context>
    <name>FillOnRelease</name>
    <message>
        <source>The fill is cancelled. Undo once more takes the mark back.</source>
        <translation>填充已取消。再撤销一次可收回标记。</translation>
    </message>
</context>
<context>
    <name>FilledMenus</name>
    <message>
        <source>None kept yet</source>
        <translation>还没有保留</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>清除这些记录</translation>
    </message>
</context>
<context>
    <name>Filling</name>
    <message>
        <source>This fill was made by a version that did not write down guides and sources; none was used.</source>
        <translation>此填充由未记录引导线和取样区的版本制作；未使用任何引导线和取样区。</translation>
    </message>
    <message>
        <source>Plane {number}</source>
        <translation>第 {number} 帧</translation>
    </message>
</context>
<context>
    <name>FillsPanel</name>
    <message>
        <source>Fills</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Delete on all planes of its run</source>
        <translation>在其区间的所有帧上删除</translation>
    </message>
    <message>
        <source>Show on all planes of its run</source>
        <translation>在其区间的所有帧上显示</translation>
    </message>
    <message>
        <source>No fills yet. Paint over what should go and press Enter.</source>
        <translation>还没有填充。涂抹要去除的部分，然后按 Enter。</translation>
    </message>
    <message>
        <source>Make this fill anew with another method</source>
        <translation>用其他方法重做此填充</translation>
    </message>
    <message>
        <source>Delete this fill</source>
        <translation>删除此填充</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>转到那里</translation>
    </message>
    <message>
        <source>Hide on all planes of its run</source>
        <translation>在其区间的所有帧上隐藏</translation>
    </message>
    <message>
        <source>Mark it again</source>
        <translation>重新标记</translation>
    </message>
    <message>
        <source>Make anew</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>On all planes of its run</source>
        <translation>在其区间的所有帧上</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>Snapshot of the run</source>
        <translation>训练快照</translation>
    </message>
    <message>
        <source>Look through the run&apos;s snapshots</source>
        <translation>浏览训练快照</translation>
    </message>
    <message>
        <source>Pla&amp;y</source>
        <translation>播放(&amp;Y)</translation>
    </message>
    <message>
        <source>Save fil&amp;m…</source>
        <translation>保存动画(&amp;M)…</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>打开的图片</translation>
    </message>
    <message>
        <source>There are no snapshots of a run in {folder} yet.</source>
        <translation>{folder} 中还没有训练快照。</translation>
    </message>
    <message>
        <source>{run} after {count} images</source>
        <translation>{run}，{count} 张图之后</translation>
    </message>
    <message>
        <source>Animations</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>保存动画</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name} 已保存。</translation>
    </message>
    <message>
        <source>{run}: {at} of {count}</source>
        <translation>{run}：{at} / {count}</translation>
    </message>
    <message>
        <source>Fill the hole with every snapshot and show them in turn</source>
        <translation>依次用每个快照填充空洞并显示</translation>
    </message>
    <message>
        <source>Save what the snapshots fill as an animation</source>
        <translation>将各快照的填充保存为动画</translation>
    </message>
    <message>
        <source>Play the film first: two snapshots at least must have filled this hole.</source>
        <translation>请先播放：至少要有两个快照填充过此空洞。</translation>
    </message>
</context>
<context>
    <name>FindingFiles</name>
    <message>
        <source>The findings of {name} are under review.</source>
        <translation>正在审阅 {name} 的检出项。</translation>
    </message>
    <message>
        <source>The findings were saved as {name}.</source>
        <translation>检出项已保存为 {name}。</translation>
    </message>
    <message>
        <source>There are no findings to save. Search first.</source>
        <translation>没有可保存的检出项。请先查找。</translation>
    </message>
</context>
<context>
    <name>FindingFilter</name>
    <message>
        <source>All classes</source>
        <translation>所有类别</translation>
    </message>
    <message>
        <source>{count} of {total} classes</source>
        <translation>{total} 个类别中的 {count} 个</translation>
    </message>
    <message>
        <source>Which classes are proposed</source>
        <translation>建议哪些类别</translation>
    </message>
</context>
<context>
    <name>FindingList</name>
    <message>
        <source>Findings</source>
        <translation>检出项</translation>
    </message>
</context>
<context>
    <name>FindingRows</name>
    <message>
        <source>{count} pixels, {width} × {height}</source>
        <translation>{count} 像素，{width} × {height}</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>未接受</translation>
    </message>
    <message>
        <source>{kind}, {percent} % certain</source>
        <translation>{kind}，置信度 {percent} %</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
</context>
<context>
    <name>FolderDialog</name>
    <message>
        <source>Test holes over a folder</source>
        <translation>对整个文件夹做测试空洞</translation>
    </message>
    <message>
        <source>Choose a folder of pictures, a kind of hole, and something to compare.</source>
        <translation>请选择图片文件夹、空洞种类和要比较的对象。</translation>
    </message>
    <message>
        <source>Looking at the pictures…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message>
        <source>Stopped. What was measured so far is kept, and not measured again.</source>
        <translation>已停止。已测量的结果会保留，不会重新测量。</translation>
    </message>
    <message>
        <source>{count} pictures were measured.</source>
        <translation>已测量 {count} 张图片。</translation>
    </message>
    <message>
        <source>Holes</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>A folder of undamaged pictures</source>
        <translation>存放完好图片的文件夹</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>选择(&amp;C)…</translation>
    </message>
    <message>
        <source>Choose the folder whose pictures get holes</source>
        <translation>选择要在其中图片上挖洞的文件夹</translation>
    </message>
    <message>
        <source>The same pictures every time: a larger number adds to them</source>
        <translation>每次都是相同的图片：数字更大则在其上增加</translation>
    </message>
    <message>
        <source>none; LPIPS is left out</source>
        <translation>无；不测量 LPIPS</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>LPIPS weights</source>
        <translation>LPIPS 权重</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>测量(&amp;M)</translation>
    </message>
    <message>
        <source>Fill the same holes with each, and measure what comes of it</source>
        <translation>用每种方法填充相同的空洞，并测量结果</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Stop after the hole that is being filled</source>
        <translation>填完当前空洞后停止</translation>
    </message>
    <message>
        <source>What the evaluator says</source>
        <translation>评测器的消息</translation>
    </message>
    <message>
        <source>Save &amp;JSON…</source>
        <translation>保存 JSON(&amp;J)…</translation>
    </message>
    <message>
        <source>Save Mark&amp;down…</source>
        <translation>保存 Markdown(&amp;D)…</translation>
    </message>
    <message>
        <source>Save s&amp;heet…</source>
        <translation>保存对照图(&amp;H)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pictures to cut holes in</source>
        <translation>要挖洞的图片</translation>
    </message>
</context>
<context>
    <name>FolderList</name>
    <message>
        <source>Folders of photographs</source>
        <translation>照片文件夹</translation>
    </message>
    <message>
        <source>Folders of photographs to learn from; folders inside them and tar shards count too</source>
        <translation>用来学习的照片文件夹；其中的子文件夹和 tar 包也算在内</translation>
    </message>
    <message>
        <source>Add a folder of photographs</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>Take the chosen folder out; its files stay</source>
        <translation>移除所选文件夹；其中的文件不受影响</translation>
    </message>
</context>
<context>
    <name>FrameTool</name>
    <message>
        <source>Copies will be turned by {angle}° and cropped to {width} × {height} pixels. The picture itself stays whole.</source>
        <translation>副本将旋转 {angle}° 并裁剪为 {width} × {height} 像素。图片本身保持完整。</translation>
    </message>
    <message>
        <source>The frame holds the whole picture: nothing is cropped.</source>
        <translation>裁剪框包含整张图片：没有裁剪任何内容。</translation>
    </message>
    <message>
        <source>Copies will be cropped to {width} × {height} pixels. The picture itself stays whole.</source>
        <translation>副本将裁剪为 {width} × {height} 像素。图片本身保持完整。</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>right drag</source>
        <translation>右键拖动</translation>
    </message>
    <message>
        <source>Levels of a slice or a satellite tile</source>
        <translation>切片或卫星图块的色阶</translation>
    </message>
    <message>
        <source>Drag across for the width of the range that is seen, up and down for its middle</source>
        <translation>横向拖动改变所显示范围的宽度，上下拖动改变其中心</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Drag across for the size of the brush, up and down for its hardness</source>
        <translation>左右拖动改变画笔大小，上下拖动改变硬度</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Turn the wheel for the size of the brush</source>
        <translation>转动滚轮改变画笔大小</translation>
    </message>
    <message>
        <source>middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <source>Planes of a stack</source>
        <translation>序列的各帧</translation>
    </message>
    <message>
        <source>Size and hardness of the brush</source>
        <translation>画笔大小和硬度</translation>
    </message>
    <message>
        <source>Size of the brush by the wheel</source>
        <translation>用滚轮调整画笔大小</translation>
    </message>
    <message>
        <source>Turn the wheel to walk through frames, slices or pages</source>
        <translation>转动滚轮浏览各帧、切片或页面</translation>
    </message>
</context>
<context>
    <name>GuidanceList</name>
    <message>
        <source>There are no guide lines and no source regions. Draw a line with the guide line tool, or mark a
part and choose “Take texture only from the mask” in the menu Fill.</source>
        <translation>没有引导线，也没有取样区。请用引导线工具画一条线，或标记一部分后
在“填充”菜单中选择“只从蒙版处取纹理”。</translation>
    </message>
    <message>
        <source>Guide lines and source regions</source>
        <translation>引导线与取样区</translation>
    </message>
    <message>
        <source>Guide line {number}</source>
        <translation>引导线 {number}</translation>
    </message>
    <message>
        <source>Source region {number}</source>
        <translation>取样区 {number}</translation>
    </message>
    <message>
        <source>Found line {number} · {percent} %</source>
        <translation>找到的线 {number} · {percent} %</translation>
    </message>
    <message>
        <source>Offered line {number} · {percent} %</source>
        <translation>建议的线 {number} · {percent} %</translation>
    </message>
    <message>
        <source>Taken line {number} · {percent} %</source>
        <translation>采用的线 {number} · {percent} %</translation>
    </message>
    <message>
        <source>What is hidden leads no fill. Space shows or hides, takes or drops; Delete removes or resets.</source>
        <translation>隐藏的项不参与填充。空格键显示或隐藏、采用或舍弃；Delete 键移除或重置。</translation>
    </message>
    <message>
        <source>Dropped line {number} · {percent} %</source>
        <translation>舍弃的线 {number} · {percent} %</translation>
    </message>
    <message>
        <source>Of {count} lines and regions the first {most} are listed. Click the others in the picture.</source>
        <translation>共 {count} 条引导线和来源区域，列出前 {most} 个；其余请在图片中点选。</translation>
    </message>
</context>
<context>
    <name>GuidanceRow</name>
    <message>
        <source>Remove {name}</source>
        <translation>移除{name}</translation>
    </message>
    <message>
        <source>Hide {name}</source>
        <translation>隐藏{name}</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>显示{name}</translation>
    </message>
    <message>
        <source>Reset {name} to what was found</source>
        <translation>将{name}恢复为找到时的状态</translation>
    </message>
    <message>
        <source>Drop {name}</source>
        <translation>舍弃{name}</translation>
    </message>
    <message>
        <source>Take {name}</source>
        <translation>采用{name}</translation>
    </message>
</context>
<context>
    <name>GuideCommands</name>
    <message>
        <source>Mark first where texture may be taken from.</source>
        <translation>请先标记可以取纹理的地方。</translation>
    </message>
</context>
<context>
    <name>GuideTool</name>
    <message>
        <source>{percent} % · dropped, a click resets it</source>
        <translation>{percent} % · 已舍弃；单击重置</translation>
    </message>
    <message>
        <source>{percent} % · fills follow it, a click drops it</source>
        <translation>{percent} % · 填充会沿此线；单击舍弃</translation>
    </message>
    <message>
        <source>{percent} % · offered, a click takes it</source>
        <translation>{percent} % · 建议；单击采用</translation>
    </message>
    <message>
        <source>{percent} % · taken, a click resets it</source>
        <translation>{percent} % · 已采用；单击重置</translation>
    </message>
</context>
<context>
    <name>HintCard</name>
    <message>
        <source>drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>marks what should go; the right button erases</source>
        <translation>标记要去除的部分；右键擦除</translation>
    </message>
    <message>
        <source>make the brush smaller or larger</source>
        <translation>缩小或放大画笔</translation>
    </message>
    <message>
        <source>fills what is marked; Ctrl+Enter offers a choice</source>
        <translation>填充已标记的部分；Ctrl+Enter 提供多种选择</translation>
    </message>
    <message>
        <source>held down, shows the picture as it was</source>
        <translation>按住时显示原图</translation>
    </message>
    <message>
        <source>finds scratches and dust, for you to accept or reject</source>
        <translation>查找划痕和灰尘，由您接受或拒绝</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>zooms at the pointer; Space and drag moves</source>
        <translation>以指针为中心缩放；按住空格拖动可移动</translation>
    </message>
    <message>
        <source>opens help; ? shows all shortcuts</source>
        <translation>打开帮助；? 显示所有快捷键</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>Eight things to know</source>
        <translation>八个要点</translation>
    </message>
    <message>
        <source>move a pointer, as a mouse does; O presses and lifts it</source>
        <translation>像鼠标一样移动指针；O 按下和抬起</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>方向键</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Click a step to go back, or forward, to it</source>
        <translation>单击某一步即可退回或前进到该步</translation>
    </message>
    <message>
        <source>Picture as opened</source>
        <translation>打开时的图片</translation>
    </message>
</context>
<context>
    <name>HoleSearch</name>
    <message>
        <source>All that is marked is being filled already.</source>
        <translation>所有标记的区域都已在填充中。</translation>
    </message>
</context>
<context>
    <name>InfraredQuestion</name>
    <message>
        <source>It is infrared</source>
        <translation>是红外通道</translation>
    </message>
    <message>
        <source>It is transparency</source>
        <translation>是透明度</translation>
    </message>
    <message>
        <source>It is opened as transparency from the next time on: there is work on the picture already.</source>
        <translation>下次打开时将按透明度处理：此图片上已有操作。</translation>
    </message>
    <message>
        <source>It is another picture</source>
        <translation>是另一幅图片</translation>
    </message>
    <message>
        <source>It is opened without it from the next time on: there is work on the picture already.</source>
        <translation>下次打开时将不使用红外通道：此图片上已有操作。</translation>
    </message>
</context>
<context>
    <name>JournalKeeper</name>
    <message>
        <source>Another window has brought this work back; it is kept.</source>
        <translation>另一个窗口已找回此工作；它被保留。</translation>
    </message>
    <message>
        <source>{name} was not overwritten, because the original cannot be kept against a crash: {reason} Save under another name.</source>
        <translation>{name} 未被覆盖，因为无法保留原件以防崩溃：{reason} 请用其他名称保存。</translation>
    </message>
    <message>
        <source>Finished steps cannot be kept against a crash: {reason}</source>
        <translation>无法为防崩溃保留已完成的步骤：{reason}</translation>
    </message>
    <message>
        <source>Bringing back {name} …</source>
        <translation>正在恢复 {name} …</translation>
    </message>
</context>
<context>
    <name>KeyPenCommands</name>
    <message>
        <source>Pressed · {key} lets go</source>
        <translation>已按下 · {key} 松开</translation>
    </message>
    <message>
        <source>Arrows move · {key} presses</source>
        <translation>方向键移动 · {key} 按下</translation>
    </message>
    <message>
        <source>{key}: point · Enter: close</source>
        <translation>{key}：设点 · Enter：闭合</translation>
    </message>
    <message>
        <source>the key of the pointer</source>
        <translation>指针键</translation>
    </message>
    <message>
        <source>Pressed. Arrow keys drag, {key} or Enter lets go, Esc cancels.</source>
        <translation>已按下。方向键拖动，{key} 或 Enter 松开，Esc 取消。</translation>
    </message>
    <message>
        <source>Pointer by keys: arrows move it, with Shift by ten, and {key} presses it.</source>
        <translation>键盘指针：方向键移动，按住 Shift 快十倍，{key} 按下。</translation>
    </message>
    <message>
        <source>{key} sets a point here. Enter closes, Esc cancels.</source>
        <translation>{key} 在此设点，Enter 闭合，Esc 取消。</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Unsaved work</source>
        <translation>未保存的工作</translation>
    </message>
    <message>
        <source>Save all…</source>
        <translation>全部保存…</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>……以及另外 {count} 张</translation>
    </message>
    <message>
        <source>Save none</source>
        <translation>全部不保存</translation>
    </message>
    <message>
        <source>What is not saved is lost when you go on.</source>
        <translation>继续后，未保存的内容将会丢失。</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Pictures with marks are saved as projects, which keep everything.</source>
        <translation>带有标记的图片将保存为工程，工程会保留一切。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LookView</name>
    <message>
        <source>Before and after</source>
        <translation>处理前后</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处理后</translation>
    </message>
    <message>
        <source>Click, or press the space bar, to see the picture before and after</source>
        <translation>单击或按空格键，查看处理前后的图片</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>处理前</translation>
    </message>
</context>
<context>
    <name>LostWork</name>
    <message>
        <source>a picture without a file</source>
        <translation>没有文件的图片</translation>
    </message>
    <message>
        <source>Bring all back</source>
        <translation>全部找回</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>{count} more: File ▸ Work that was cut off.</source>
        <translation>另有 {count} 项：文件 ▸ 中断的工作。</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>找回</translation>
    </message>
    <message>
        <source>{name} (saved as {other})</source>
        <translation>{name}（另存为 {other}）</translation>
    </message>
</context>
<context>
    <name>Loupe</name>
    <message>
        <source>Move over the picture to look; click to stay there.</source>
        <translation>在图片上移动以查看；单击以停在那里。</translation>
    </message>
    <message>
        <source>{percent} %: drag, arrow keys, wheel</source>
        <translation>{percent} %：拖动、方向键、滚轮</translation>
    </message>
    <message>
        <source>Overview of the picture</source>
        <translation>图片总览</translation>
    </message>
    <message>
        <source>Drag to look elsewhere. Arrow keys move as well: with Shift by a whole pane, with Ctrl by one pixel; Home goes to the middle. The wheel, + and − zoom.</source>
        <translation>拖动以查看别处。方向键也可移动：按住 Shift 移动一整屏，按住 Ctrl 移动一个像素；Home 回到中间。滚轮、+ 和 − 缩放。</translation>
    </message>
</context>
<context>
    <name>LpipsWeights</name>
    <message>
        <source>LPIPS weights: {name}…</source>
        <translation>LPIPS 权重：{name}…</translation>
    </message>
    <message>
        <source>LPIPS is left out from now on.</source>
        <translation>今后不再测量 LPIPS。</translation>
    </message>
    <message>
        <source>LPIPS weights…</source>
        <translation>LPIPS 权重…</translation>
    </message>
    <message>
        <source>LPIPS weights on AlexNet</source>
        <translation>AlexNet 的 LPIPS 权重</translation>
    </message>
    <message>
        <source>LPIPS is measured with {name} from now on.</source>
        <translation>今后用 {name} 测量 LPIPS。</translation>
    </message>
</context>
<context>
    <name>MarkView</name>
    <message>
        <source>Where it is nearly opaque nothing of the photograph is left; that is filled.</source>
        <translation>几乎不透明的地方没有留下照片内容；这些地方会被填充。</translation>
    </message>
    <message>
        <source>It lies at the same place in all pictures.</source>
        <translation>它在所有图片中位于同一位置。</translation>
    </message>
    <message>
        <source>What is known of the mark</source>
        <translation>水印的信息</translation>
    </message>
    <message>
        <source>Opacity up to {percent} %, {width} × {height} pixels.</source>
        <translation>不透明度最高 {percent} %，{width} × {height} 像素。</translation>
    </message>
    <message>
        <source>Blended as light (linear).</source>
        <translation>按光线混合（线性）。</translation>
    </message>
    <message>
        <source>The logo is shown at {percent} % of its size.</source>
        <translation>标志以其大小的 {percent} % 出现。</translation>
    </message>
    <message>
        <source>With fewer than 12 pictures its colour and opacity are less certain.</source>
        <translation>少于 12 张图片时，其颜色和不透明度不太确定。</translation>
    </message>
    <message>
        <source>Blended as samples of files (sRGB), as most programs do.</source>
        <translation>按文件的采样值混合（sRGB），多数程序如此。</translation>
    </message>
    <message>
        <source>It lies up to {pixels} pixels elsewhere in some pictures.</source>
        <translation>在某些图片中，其位置最多相差 {pixels} 像素。</translation>
    </message>
</context>
<context>
    <name>MarksLayout</name>
    <message>
        <source>Choose a folder of pictures that carry the mark (Ctrl+O)</source>
        <translation>选择带有水印的图片文件夹 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Drop a folder, or pictures, here</source>
        <translation>将文件夹或图片拖到这里</translation>
    </message>
    <message>
        <source>A semi-transparent mark still carries the photograph. From four pictures of one size with the same mark, better twelve, or from one picture and the logo, its colour and opacity are found and inverted, so that what was there comes back.</source>
        <translation>半透明水印下仍保留着照片内容。由四张（最好十二张）尺寸相同、带有同一水印的图片，或由一张图片和标志，可以求出水印的颜色和不透明度并将其反转，还原原来的画面。</translation>
    </message>
    <message>
        <source>Keep the mark as a NAME.mark.png, to be used again (Ctrl+S)</source>
        <translation>将水印保存为 NAME.mark.png，以便再次使用 (Ctrl+S)</translation>
    </message>
    <message>
        <source>Accept all under it</source>
        <translation>接受低于此值的全部</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Stop what runs; what is saved stays (Esc)</source>
        <translation>停止正在进行的工作；已保存的保留 (Esc)</translation>
    </message>
    <message>
        <source>Open this picture with its mark taken off, as a fill that can be edited and deleted (O)</source>
        <translation>打开这张去除水印的图片；水印是一个可以编辑和删除的填充 (O)</translation>
    </message>
    <message>
        <source>Choose pictures that carry the mark (Ctrl+Shift+O)</source>
        <translation>选择带有水印的图片 (Ctrl+Shift+O)</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>水印</translation>
    </message>
    <message>
        <source>Accept every picture that nobody has rejected and of whose mark no more is left (Shift+A)</source>
        <translation>接受所有未被拒绝且水印残留不超过此值的图片 (Shift+A)</translation>
    </message>
    <message>
        <source>Pictures…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>How much of the mark&apos;s edges may still be seen where all are accepted at once</source>
        <translation>一次全部接受时，水印边缘允许残留的程度</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>去除</translation>
    </message>
    <message>
        <source>Forget the logo, and estimate the mark from the pictures</source>
        <translation>不再使用标志，从图片估计水印</translation>
    </message>
    <message>
        <source>Save the mark…</source>
        <translation>保存水印…</translation>
    </message>
    <message>
        <source>What may be left of the mark</source>
        <translation>允许残留的水印</translation>
    </message>
    <message>
        <source>For pictures that you own or may change.</source>
        <translation>用于您拥有或有权修改的图片。</translation>
    </message>
    <message>
        <source>Save the pictures that are accepted, without their mark (Enter)</source>
        <translation>保存已接受的图片，不带水印 (Enter)</translation>
    </message>
    <message>
        <source>I have the logo, or a saved mark…</source>
        <translation>我有标志，或已保存的水印…</translation>
    </message>
    <message>
        <source>Choose the logo as a file with transparency: its place, size and opacity are found. Or a NAME.mark.png</source>
        <translation>选择带透明度的标志文件：其位置、大小和不透明度会自动确定。也可以选择 NAME.mark.png</translation>
    </message>
    <message>
        <source>Left of the mark, at most</source>
        <translation>水印残留最多</translation>
    </message>
    <message>
        <source>Open in the editor</source>
        <translation>在编辑器中打开</translation>
    </message>
    <message>
        <source>Estimate it</source>
        <translation>估计水印</translation>
    </message>
    <message>
        <source>What the marks window says</source>
        <translation>水印窗口的提示</translation>
    </message>
</context>
<context>
    <name>MarksWindow</name>
    <message>
        <source>{name} is taken off the pictures that you drop or choose now.</source>
        <translation>接下来拖入或选择的图片将按 {name} 去除水印。</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>Choose a picture first.</source>
        <translation>请先选择一张图片。</translation>
    </message>
    <message>
        <source>{name} cannot be accepted: {why}</source>
        <translation>无法接受 {name}：{why}</translation>
    </message>
    <message>
        <source>Looking at the pictures without the mark…</source>
        <translation>正在查看去除水印后的图片…</translation>
    </message>
    <message>
        <source>The mark was saved as {name}.</source>
        <translation>水印已保存为 {name}。</translation>
    </message>
    <message>
        <source>Finding the mark…</source>
        <translation>正在查找水印…</translation>
    </message>
    <message>
        <source>{name} is open in the editor; its mark is a fill there.</source>
        <translation>{name} 已在编辑器中打开；其水印在那里是一个填充。</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
    <message>
        <source>There is no mark to be saved yet.</source>
        <translation>还没有可以保存的水印。</translation>
    </message>
    <message>
        <source>Choose a picture first, one that has the mark and is not saved without it yet.</source>
        <translation>请先选择一张带有水印且尚未去除水印保存的图片。</translation>
    </message>
    <message>
        <source>Taking the mark off…</source>
        <translation>正在去除水印…</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>去除</translation>
    </message>
    <message>
        <source>It is not measured yet.</source>
        <translation>尚未测量完成。</translation>
    </message>
    <message>
        <source>Take a mark off photographs</source>
        <translation>去除照片上的水印</translation>
    </message>
    <message>
        <source>It is looked at in a moment.</source>
        <translation>马上就会显示。</translation>
    </message>
    <message>
        <source>No picture is accepted yet. A accepts the one that is chosen, Shift+A all under the score.</source>
        <translation>还没有接受任何图片。按 A 接受所选图片，按 Shift+A 接受低于阈值的全部图片。</translation>
    </message>
    <message>
        <source>a mark was found</source>
        <translation>找到了水印</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>MaskCommands</name>
    <message>
        <source>There is no earlier mask yet.</source>
        <translation>还没有更早的蒙版。</translation>
    </message>
    <message>
        <source>Masks ({patterns})</source>
        <translation>蒙版 ({patterns})</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>剪贴板上没有图片。</translation>
    </message>
    <message>
        <source>The clipboard holds {width} × {height} pixels and the picture is {own_width} × {own_height}. A mask must be of the same size.</source>
        <translation>剪贴板图片为 {width} × {height} 像素，而当前图片为 {own_width} × {own_height}。蒙版必须同样大小。</translation>
    </message>
    <message>
        <source>Load mask</source>
        <translation>载入蒙版</translation>
    </message>
    <message>
        <source>Save mask</source>
        <translation>保存蒙版</translation>
    </message>
    <message>
        <source>Mask {number}</source>
        <translation>蒙版 {number}</translation>
    </message>
    <message>
        <source>Keep mask</source>
        <translation>保留蒙版</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save findings</source>
        <translation>保存检出项</translation>
    </message>
    <message>
        <source>Findings ({patterns})</source>
        <translation>检出项 ({patterns})</translation>
    </message>
    <message>
        <source>The mask is kept as “{name}”.</source>
        <translation>蒙版已保留为“{name}”。</translation>
    </message>
    <message>
        <source>Open findings</source>
        <translation>打开检出项</translation>
    </message>
    <message>
        <source>Nothing is marked yet. Paint over what should go first.</source>
        <translation>还没有标记任何内容。请先涂抹要去掉的部分。</translation>
    </message>
</context>
<context>
    <name>MaskOperations</name>
    <message>
        <source>Nothing is marked yet. Paint over what should go first.</source>
        <translation>还没有标记任何内容。请先涂抹要去掉的部分。</translation>
    </message>
    <message>
        <source>About {share} % of the view is marked</source>
        <translation>视图中约有 {share}% 被标记</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>蒙版(&amp;M)</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>填充(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Work that was cut off</source>
        <translation>中断的工作(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Use kept mask</source>
        <translation>使用保留的蒙版(&amp;U)</translation>
    </message>
    <message>
        <source>Chec&amp;kpoint of fills</source>
        <translation>填充所用的检查点(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Stack</source>
        <translation>序列(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Levels of a slice or tile</source>
        <translation>切片或图块的色阶(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;how panel</source>
        <translation>显示面板(&amp;H)</translation>
    </message>
    <message>
        <source>Pointer of the arrow &amp;keys</source>
        <translation>方向键指针(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>图片(&amp;P)</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Read what can be done about this</source>
        <translation>阅读可以怎么做</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Double click: fit the picture into the window.</source>
        <translation>双击：使图片适合窗口。</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
</context>
<context>
    <name>NavigatorMap</name>
    <message>
        <source>Overview of the picture</source>
        <translation>图片概览</translation>
    </message>
</context>
<context>
    <name>ObjectPreferences</name>
    <message>
        <source>Choose a file …</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Object selection</source>
        <translation>物体选择</translation>
    </message>
    <message>
        <source>Choose both files. Until then objects are outlined by graph cut.</source>
        <translation>请选择两个文件。在此之前，物体由图割勾出。</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The files are being tried …</source>
        <translation>正在试用文件…</translation>
    </message>
    <message>
        <source>The files were tried and are used.</source>
        <translation>文件已试用并正在使用。</translation>
    </message>
    <message>
        <source>Choose an ONNX file</source>
        <translation>选择 ONNX 文件</translation>
    </message>
    <message>
        <source>ONNX graphs (*.onnx)</source>
        <translation>ONNX 图 (*.onnx)</translation>
    </message>
    <message>
        <source>Choose an ONNX file of your own; it is tried on a small picture before use</source>
        <translation>选择您自己的 ONNX 文件；使用前会在一张小图片上试用</translation>
    </message>
</context>
<context>
    <name>ObjectSelection</name>
    <message>
        <source>Click on an object or drag a box round it first; then take away from it.</source>
        <translation>请先点击一个物体或在其周围拖一个框，然后再减去。</translation>
    </message>
    <message>
        <source>No object stands out there. Drag a box close round it, or click on it.</source>
        <translation>那里没有突出的物体。请紧贴物体拖一个框，或点击它。</translation>
    </message>
    <message>
        <source>Outlining the object</source>
        <translation>正在勾出物体</translation>
    </message>
    <message>
        <source>The object is taken as soon as it is outlined. Esc drops it.</source>
        <translation>物体勾出后会立即采用。按 Esc 放弃。</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
    <message>
        <source>{name} is open already, as {other}.</source>
        <translation>{name} 已经打开，现名为 {other}。</translation>
    </message>
    <message>
        <source>{name} is open already.</source>
        <translation>{name} 已经打开。</translation>
    </message>
    <message>
        <source>What is on the clipboard cannot be used as a mask: {why}.</source>
        <translation>剪贴板上的内容不能用作蒙版：{why}。</translation>
    </message>
    <message>
        <source>The mask of another picture was not laid on {name}, which has other proportions.</source>
        <translation>另一张图片的蒙版没有用到 {name} 上，因为两者的长宽比不同。</translation>
    </message>
</context>
<context>
    <name>OptionBar</name>
    <message>
        <source>Take the mask as it is shown (Enter)</source>
        <translation>采用当前显示的蒙版 (Enter)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Leave the mask as it is (Esc)</source>
        <translation>保持蒙版不变 (Esc)</translation>
    </message>
</context>
<context>
    <name>OptionControls</name>
    <message>
        <source>Drag a handle, or what lies between both.</source>
        <translation>拖动任一滑块，或拖动两者之间的区域。</translation>
    </message>
    <message>
        <source>{title}, from</source>
        <translation>{title}，从</translation>
    </message>
    <message>
        <source>{title}, to</source>
        <translation>{title}，到</translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Tool options</source>
        <translation>工具选项</translation>
    </message>
    <message>
        <source>How the hole is filled</source>
        <translation>空洞的填充方式</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>Hold to see the picture as it was opened</source>
        <translation>按住以查看打开时的图片</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Enter takes it, Esc cancels. Only saved copies are cropped.</source>
        <translation>Enter 确定，Esc 取消。只裁剪另存的副本。</translation>
    </message>
    <message>
        <source>Diameter of the brush, in pixels of the picture</source>
        <translation>画笔直径，以图片像素计</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Halo</source>
        <translation>外缘</translation>
    </message>
    <message>
        <source>Aligned: every stroke copies from the same distance; else from the same place</source>
        <translation>对齐：每一笔都以相同的距离复制；否则都从同一位置复制</translation>
    </message>
    <message>
        <source>100 % has a sharp edge, 0 % fades out from the middle</source>
        <translation>100 % 边缘锐利，0 % 从中心起逐渐变淡</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Paint only inside what is marked, where anything is</source>
        <translation>如有标记，仅在标记范围内绘制</translation>
    </message>
    <message>
        <source>Drag the frame by corners and sides, move it from inside, turn it from outside</source>
        <translation>拖动角和边来改变裁剪框，在框内拖动来移动，在框外拖动来旋转</translation>
    </message>
    <message>
        <source>Keep only where the old and the new mask overlap (Shift+Alt or Shift+Ctrl)</source>
        <translation>只保留新旧蒙版重叠的部分（Shift+Alt 或 Shift+Ctrl）</translation>
    </message>
    <message>
        <source>Click: add · Alt: take away · Shift: another</source>
        <translation>点击：增加 · Alt：减去 · Shift：另一个</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>Opac.</source>
        <translation>不透明</translation>
    </message>
    <message>
        <source>°</source>
        <translation>°</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>自由</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Straighten by a line along the horizon or an edge (Ctrl + drag)</source>
        <translation>沿地平线或边缘画一条线来拉直（Ctrl + 拖动）</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>间距</translation>
    </message>
    <message>
        <source>Proportions</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation>压感改变大小</translation>
    </message>
    <message>
        <source>Draw a line through the hole; drag its points.</source>
        <translation>画一条穿过空洞的线；可拖动线上的点。</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>间距</translation>
    </message>
    <message>
        <source>Pen pressure changes the opacity</source>
        <translation>压感改变不透明度</translation>
    </message>
    <message>
        <source>A new mask in place of the old one</source>
        <translation>用新蒙版代替旧蒙版</translation>
    </message>
    <message>
        <source>How far from the pointer an edge is looked for, in pixels of the picture</source>
        <translation>在指针周围多远的范围内查找边缘，以图片像素计</translation>
    </message>
    <message>
        <source>Add to the mask (Shift)</source>
        <translation>添加到蒙版（Shift）</translation>
    </message>
    <message>
        <source>Take away from the mask (Alt, Ctrl or right button)</source>
        <translation>从蒙版减去（Alt、Ctrl 或右键）</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原始比例</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <source>Options of the method</source>
        <translation>填充方法的选项</translation>
    </message>
    <message>
        <source>Distance between dabs in diameters of the brush; 0 % paints without a gap</source>
        <translation>笔点之间的距离，以画笔直径计；0 % 为连续绘制</translation>
    </message>
    <message>
        <source>H</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>Exchange width and height</source>
        <translation>交换宽和高</translation>
    </message>
    <message>
        <source>How far a colour may differ from the one you click: 0 is the same colour, 255 any</source>
        <translation>颜色与所点颜色的允许差异：0 为相同颜色，255 为任意颜色</translation>
    </message>
    <message>
        <source>Box or click: outline · click: add · Alt: take away · Shift: another object · Backspace: one click back</source>
        <translation>拖框或点击：勾出 · 点击：增加 · Alt：减去 · Shift：另一个物体 · Backspace：撤回一次点击</translation>
    </message>
    <message>
        <source>How strongly it marks; what is marked in part is filled in part</source>
        <translation>标记的强度；部分标记的地方只部分填充</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>搜索范围</translation>
    </message>
    <message>
        <source>How far the edge of a shape is softened, in pixels of the picture</source>
        <translation>形状边缘柔化的范围，以图片像素计</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>连续</translation>
    </message>
    <message>
        <source>Only pixels that are connected to the one you click</source>
        <translation>只选与所点像素相连的像素</translation>
    </message>
    <message>
        <source>Enter takes it, Esc cancels.</source>
        <translation>Enter 确定，Esc 取消。</translation>
    </message>
    <message>
        <source>W</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Draw a line through the hole; drag its points. A click takes or drops a found line.</source>
        <translation>画一条穿过空洞的线；可拖动线上的点。单击可采用或舍弃找到的线。</translation>
    </message>
    <message>
        <source>How far past its outline an object is marked, for its shadow and its soft edge</source>
        <translation>物体的标记超出其轮廓多少，以包括阴影和柔和的边缘</translation>
    </message>
</context>
<context>
    <name>OutputRow</name>
    <message>
        <source>Into a folder</source>
        <translation>存入文件夹</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Where pictures without their mark go</source>
        <translation>去除水印后的图片存放位置</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Beside the originals, as NAME_unmarked</source>
        <translation>存在原图旁边，名为 NAME_unmarked</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Over the originals</source>
        <translation>覆盖原图</translation>
    </message>
</context>
<context>
    <name>PaneGrid</name>
    <message>
        <source>Drop checkpoints or the folder of a run here, or choose a method to see what each makes of the hole.</source>
        <translation>将检查点或训练文件夹拖到这里，或选择一种方法，看看各自如何填补空洞。</translation>
    </message>
</context>
<context>
    <name>PhotographsPage</name>
    <message>
        <source>Files that cannot be used are listed here, each with its reason.</source>
        <translation>不能使用的文件列在这里，并附原因。</translation>
    </message>
    <message>
        <source>Files that were skipped, and why</source>
        <translation>被跳过的文件及原因</translation>
    </message>
</context>
<context>
    <name>PictureCommands</name>
    <message>
        <source>Nothing is marked yet. Mark first what is on all pictures.</source>
        <translation>还没有标记。请先标记所有图片上都有的内容。</translation>
    </message>
    <message>
        <source>{count} are not read yet: where the proportions are the same, it is laid on them then.</source>
        <translation>{count} 张尚未读取：读取后如果比例相同，蒙版会应用到它们。</translation>
    </message>
    <message>
        <source>Only this picture is open.</source>
        <translation>只打开了这一张图片。</translation>
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>No values yet.</source>
        <translation>还没有数值。</translation>
    </message>
    <message>
        <source>{count} images</source>
        <translation>{count} 张图</translation>
    </message>
    <message>
        <source>No values yet. Curves appear here when a run has measured the first ones.</source>
        <translation>还没有数值。训练测得最初的数值后，这里会显示曲线。</translation>
    </message>
</context>
<context>
    <name>PreferenceChanges</name>
    <message>
        <source>the generator that came with the program</source>
        <translation>程序自带的生成器</translation>
    </message>
    <message>
        <source>Fills are made with {name} now.</source>
        <translation>现在使用 {name} 填充。</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Source regions after their fill</source>
        <translation>填充后的取样区</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Fill as soon as brush, lasso or box are let go</source>
        <translation>松开画笔、套索或选框后立即填充</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Choose the colour of the film</source>
        <translation>选择色膜颜色</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Are removed</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep the file that is overwritten as NAME~</source>
        <translation>将被覆盖的文件保留为 NAME~</translation>
    </message>
    <message>
        <source>Write a note into saved files of what was edited, and with what</source>
        <translation>在保存的文件中记下编辑了什么、用什么编辑</translation>
    </message>
    <message>
        <source>Are kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Without it a saved slice has a SOP Instance UID of its own, names the slice it is derived from, and says that it is not for diagnosis.</source>
        <translation>不选时，保存的切片有自己的 SOP Instance UID，注明所衍生自的切片，并说明不可用于诊断。</translation>
    </message>
    <message>
        <source>Are hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Mask colour</source>
        <translation>蒙版颜色</translation>
    </message>
    <message>
        <source>Guide lines after their fill</source>
        <translation>填充后的引导线</translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation>蒙版不透明度</translation>
    </message>
    <message>
        <source>Memory for undo</source>
        <translation>撤销内存</translation>
    </message>
    <message>
        <source>Object selection</source>
        <translation>物体选择</translation>
    </message>
    <message>
        <source>Keep the identity of DICOM files: no tag says that they were filled</source>
        <translation>保留 DICOM 文件的身份：没有标签说明它们被填充过</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Reduce motion: outlines stand still, panels move at once</source>
        <translation>减少动态效果：轮廓线静止，面板直接移动</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动态效果</translation>
    </message>
</context>
<context>
    <name>PreviewGrid</name>
    <message>
        <source>Photographs and the holes they will get</source>
        <translation>照片及其将有的空洞</translation>
    </message>
    <message>
        <source>like yours</source>
        <translation>和你的一样</translation>
    </message>
    <message>
        <source>Choose a folder of photographs to see them here, with the kinds of holes they will get.</source>
        <translation>选择照片文件夹，即可在此看到照片和将要挖出的各类空洞。</translation>
    </message>
</context>
<context>
    <name>ProgressPage</name>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>dB in the hole</source>
        <translation>空洞内 dB</translation>
    </message>
    <message>
        <source>Fixed holes</source>
        <translation>固定的空洞</translation>
    </message>
    <message>
        <source>My hole</source>
        <translation>我的空洞</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>已看图数</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>每秒图数</translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>other run</source>
        <translation>其他训练</translation>
    </message>
    <message>
        <source>with its hole</source>
        <translation>带空洞</translation>
    </message>
    <message>
        <source>Thin, thick and coarse are errors in units of the smooth fill&apos;s own: below 1 the generator is ahead of it</source>
        <translation>“薄”“厚”“粗略”是以平滑填充的误差为单位的误差：低于 1 表示生成器领先</translation>
    </message>
    <message>
        <source>Ahead of the smooth fill</source>
        <translation>领先平滑填充</translation>
    </message>
    <message>
        <source>smooth fill</source>
        <translation>平滑填充</translation>
    </message>
    <message>
        <source>generator</source>
        <translation>生成器</translation>
    </message>
    <message>
        <source>original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>thick holes</source>
        <translation>厚空洞</translation>
    </message>
    <message>
        <source>thin holes</source>
        <translation>薄空洞</translation>
    </message>
    <message>
        <source>coarse</source>
        <translation>粗略</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>adversarial</source>
        <translation>对抗</translation>
    </message>
    <message>
        <source>feature matching</source>
        <translation>特征匹配</translation>
    </message>
    <message>
        <source>perceptual</source>
        <translation>感知</translation>
    </message>
    <message>
        <source>discriminator</source>
        <translation>判别器</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>gradient penalty</source>
        <translation>梯度惩罚</translation>
    </message>
    <message>
        <source>Mean over the kinds of holes, of the PSNR gained on the smooth fill, in dB; where a run enlarges, on bicubic interpolation</source>
        <translation>各类空洞上相对平滑填充提高的 PSNR 的平均值，单位 dB；学习放大的训练则相对双三次插值</translation>
    </message>
    <message>
        <source>luma</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>bicubic</source>
        <translation>双三次插值</translation>
    </message>
    <message>
        <source>with noise</source>
        <translation>含噪点</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>对照图</translation>
    </message>
    <message>
        <source>Differences, with their 95 % interval; bold where it leaves out zero</source>
        <translation>差值及其 95 % 区间；区间不含零时为粗体</translation>
    </message>
    <message>
        <source>Which holes the tables are of</source>
        <translation>表格显示哪类空洞</translation>
    </message>
    <message>
        <source>edge F1</source>
        <translation>边缘 F1</translation>
    </message>
    <message>
        <source>Which one the others are subtracted from</source>
        <translation>以哪一个减去其他的</translation>
    </message>
    <message>
        <source>A sheet is made for each kind of hole, not for groups.</source>
        <translation>每种空洞都有一张对照图，分组没有。</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>sharpness</source>
        <translation>锐度</translation>
    </message>
    <message>
        <source>CPU s</source>
        <translation>CPU 秒</translation>
    </message>
    <message>
        <source>seam</source>
        <translation>接缝</translation>
    </message>
    <message>
        <source>Holes</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>减去</translation>
    </message>
    <message>
        <source>texture SWD</source>
        <translation>纹理 SWD</translation>
    </message>
</context>
<context>
    <name>ReviewCommands</name>
    <message>
        <source>All that is accepted was marked already.</source>
        <translation>已接受的部分此前都已标记。</translation>
    </message>
    <message>
        <source>Nothing is accepted. Accept what should go with A, or move the sensitivity up.</source>
        <translation>尚未接受任何内容。用 A 接受要去除的部分，或提高灵敏度。</translation>
    </message>
</context>
<context>
    <name>ReviewStrip</name>
    <message>
        <source>The filter leaves out everything. Move the sensitivity up, or choose more classes.</source>
        <translation>筛选排除了全部内容。请提高灵敏度，或选择更多类别。</translation>
    </message>
    <message>
        <source>{proposed} proposed, {accepted} accepted, {share} % of the picture</source>
        <translation>建议 {proposed} 项，接受 {accepted} 项，占图片的 {share} %</translation>
    </message>
    <message>
        <source>Take and fill</source>
        <translation>采用并填充</translation>
    </message>
    <message>
        <source>Take as mask</source>
        <translation>作为蒙版</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>列表顺序</translation>
    </message>
    <message>
        <source>Review of findings</source>
        <translation>检出项审阅</translation>
    </message>
    <message>
        <source>Mark what is accepted, to be changed or filled later</source>
        <translation>标记已接受的部分，以便稍后修改或填充</translation>
    </message>
    <message>
        <source>Accept all that are proposed (Shift+A)</source>
        <translation>接受所有建议项（Shift+A）</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>未找到任何内容。</translation>
    </message>
    <message>
        <source>Stop the search; what was found stays (Esc)</source>
        <translation>停止搜索；已找到的会保留（Esc）</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Order of the list, in which N and P go</source>
        <translation>列表顺序，也是 N 和 P 的顺序</translation>
    </message>
    <message>
        <source>Options of the search, and searching again</source>
        <translation>搜索选项与重新搜索</translation>
    </message>
    <message>
        <source>N next, P previous, A accept, X reject, Shift+A accept all, Enter take and fill, Esc put away</source>
        <translation>N 下一个，P 上一个，A 接受，X 拒绝，Shift+A 全部接受，Enter 采用并填充，Esc 收起</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>最大的在前</translation>
    </message>
    <message>
        <source>Fill what is accepted (Enter)</source>
        <translation>填充已接受的部分（Enter）</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Most certain first</source>
        <translation>最确定的在前</translation>
    </message>
    <message>
        <source>Close the review and leave the mask as it is (Esc)</source>
        <translation>关闭审阅，蒙版保持不变（Esc）</translation>
    </message>
    <message>
        <source>{proposed} proposed, {accepted} accepted</source>
        <translation>建议 {proposed} 个，接受 {accepted} 个</translation>
    </message>
    <message>
        <source>{accepted} of {proposed}</source>
        <translation>{accepted} / {proposed}</translation>
    </message>
    <message>
        <source>N next, P previous, A accept, X reject, Enter fill</source>
        <translation>N 下一个，P 上一个，A 接受，X 拒绝，Enter 填充</translation>
    </message>
    <message>
        <source>N next, A accept, X reject</source>
        <translation>N 下一个，A 接受，X 拒绝</translation>
    </message>
</context>
<context>
    <name>Ring</name>
    <message>
        <source>{size} px · {hardness} %</source>
        <translation>{size} 像素 · {hardness} %</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Ruler above the picture</source>
        <translation>图片上方的标尺</translation>
    </message>
    <message>
        <source>Ruler beside it</source>
        <translation>图片左侧的标尺</translation>
    </message>
</context>
<context>
    <name>RunControl</name>
    <message>
        <source>The run cannot be asked: {why}.</source>
        <translation>无法向训练发出请求：{why}。</translation>
    </message>
</context>
<context>
    <name>RunControls</name>
    <message>
        <source>There is no snapshot yet; the first is saved soon after the run starts</source>
        <translation>还没有快照；训练开始后不久会保存第一个</translation>
    </message>
    <message>
        <source>Stop, with all that is needed to go on saved</source>
        <translation>停止，并保存继续所需的一切</translation>
    </message>
    <message>
        <source>Go on with the run in the run folder</source>
        <translation>继续训练文件夹中的训练</translation>
    </message>
    <message>
        <source>Stand still for a while, and keep everything in memory</source>
        <translation>暂停一会儿，一切保留在内存中</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Show what every snapshot of the run makes of the hole in the editor</source>
        <translation>显示每个训练快照对编辑器中空洞的填充</translation>
    </message>
    <message>
        <source>See it on the open &amp;picture</source>
        <translation>在打开的图片上查看(&amp;P)</translation>
    </message>
    <message>
        <source>Learn from the undamaged part of the open picture, begin with the generator that is there, and put it back where that makes it worse</source>
        <translation>从打开的图片未损坏的部分学习，以现有的生成器为起点；如果变差就恢复原样</translation>
    </message>
    <message>
        <source>Re&amp;sume</source>
        <translation>继续(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Open the newest checkpoint in the editor</source>
        <translation>在编辑器中打开最新检查点(&amp;O)</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>暂停(&amp;U)</translation>
    </message>
    <message>
        <source>Fill with {name} in the editor</source>
        <translation>在编辑器中用 {name} 填充</translation>
    </message>
    <message>
        <source>Start a new run in the run folder</source>
        <translation>在训练文件夹中开始新训练</translation>
    </message>
    <message>
        <source>Tune on this photo &amp;alone</source>
        <translation>仅用这张照片微调(&amp;A)</translation>
    </message>
</context>
<context>
    <name>RunNotes</name>
    <message>
        <source>The notes cannot be read: {why}.</source>
        <translation>无法读取备注：{why}。</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>After {count} images the snapshot {name} was saved.</source>
        <translation>{count} 张图之后保存了快照 {name}。</translation>
    </message>
    <message>
        <source>How much of the run is done</source>
        <translation>训练完成多少</translation>
    </message>
    <message>
        <source>Reading the photographs…</source>
        <translation>正在读取照片……</translation>
    </message>
    <message>
        <source>Learning.</source>
        <translation>学习中。</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>训练日志</translation>
    </message>
    <message>
        <source>&amp;Earlier runs</source>
        <translation>以往训练(&amp;E)</translation>
    </message>
    <message>
        <source>Learning on {device}.</source>
        <translation>正在 {device} 上学习。</translation>
    </message>
    <message>
        <source>P&amp;hotographs</source>
        <translation>照片(&amp;H)</translation>
    </message>
    <message>
        <source>Started on {device}: {parameters} parameters, {photographs} photographs.</source>
        <translation>在 {device} 上开始：{parameters} 个参数，{photographs} 张照片。</translation>
    </message>
    <message>
        <source>Paused. Nothing is lost; press Pause again to go on.</source>
        <translation>已暂停。什么都没有丢失；再按一次“暂停”继续。</translation>
    </message>
    <message>
        <source>&amp;Progress</source>
        <translation>进度(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>日志(&amp;L)</translation>
    </message>
    <message>
        <source>Reading the photographs: {done} of {total} files…</source>
        <translation>正在读取照片：{done} / {total} 个文件…</translation>
    </message>
    <message>
        <source>State of the run</source>
        <translation>训练状态</translation>
    </message>
    <message>
        <source>Fills are made with {name} now.</source>
        <translation>现在使用 {name} 填充。</translation>
    </message>
</context>
<context>
    <name>RunWatch</name>
    <message>
        <source>The run ended without a word; it can go on from its last saved state.</source>
        <translation>训练没有任何说明就结束了；可以从最后保存的状态继续。</translation>
    </message>
</context>
<context>
    <name>RunsPanel</name>
    <message>
        <source>Earlier runs</source>
        <translation>以往训练</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>已看图数</translation>
    </message>
    <message>
        <source>Ahead of the smooth fill</source>
        <translation>领先平滑填充</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Notes on this run</source>
        <translation>此次训练的备注</translation>
    </message>
    <message>
        <source>Settings and snapshots of this run</source>
        <translation>此次训练的设置与快照</translation>
    </message>
    <message>
        <source>&amp;Go on with it</source>
        <translation>继续此训练(&amp;G)</translation>
    </message>
    <message>
        <source>Make this the run folder</source>
        <translation>设为训练文件夹</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Lay this run&apos;s curves, dashed, under the present ones</source>
        <translation>将此训练的曲线以虚线衬在当前曲线下</translation>
    </message>
    <message>
        <source>&amp;Use its best</source>
        <translation>使用其最佳(&amp;U)</translation>
    </message>
    <message>
        <source>Fill with this run&apos;s best snapshot in the editor</source>
        <translation>在编辑器中用此训练的最佳快照填充</translation>
    </message>
    <message>
        <source>&amp;Start from it</source>
        <translation>由此开始(&amp;S)</translation>
    </message>
    <message>
        <source>The settings of the chosen run are listed here.</source>
        <translation>所选训练的设置列在这里。</translation>
    </message>
    <message>
        <source>Begin a new run with what this one has learnt</source>
        <translation>以此训练学到的内容开始新训练</translation>
    </message>
    <message>
        <source>Show &amp;folder</source>
        <translation>显示文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Show the run&apos;s files in the file manager</source>
        <translation>在文件管理器中显示训练文件</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>Delete the run with all its files</source>
        <translation>删除训练及其所有文件</translation>
    </message>
    <message>
        <source>Runs in {folder}</source>
        <translation>{folder} 中的训练</translation>
    </message>
    <message>
        <source>There are no earlier runs beside the chosen run folder.</source>
        <translation>所选训练文件夹旁没有以往训练。</translation>
    </message>
    <message>
        <source>{count} snapshots, {size}</source>
        <translation>{count} 个快照，{size}</translation>
    </message>
    <message>
        <source>; the best after {seen} images</source>
        <translation>；最佳的在 {seen} 张图之后</translation>
    </message>
    <message>
        <source>Delete the run {name} with its snapshots, {size}? This cannot be undone.</source>
        <translation>删除训练 {name} 及其快照（{size}）？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete a run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>{name} is going on; stop it before you delete it.</source>
        <translation>{name} 正在训练；请先停止再删除。</translation>
    </message>
    <message>
        <source>The run could not be deleted: {why}.</source>
        <translation>训练未能删除：{why}。</translation>
    </message>
</context>
<context>
    <name>SampleStrip</name>
    <message>
        <source>Which sample sheet is shown</source>
        <translation>显示哪一张样例</translation>
    </message>
    <message>
        <source>Look back at how the same holes were filled earlier in the run</source>
        <translation>回看训练早期对相同空洞的填充</translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation>还没有样例</translation>
    </message>
    <message>
        <source>after {count} images</source>
        <translation>{count} 张图之后</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Lake with a watermark</source>
        <translation>带水印的湖景</translation>
    </message>
    <message>
        <source>Torn double portrait</source>
        <translation>撕裂的双人照</translation>
    </message>
    <message>
        <source>Scratched portrait</source>
        <translation>划伤的肖像</translation>
    </message>
    <message>
        <source>Slice with broken rows</source>
        <translation>有坏行的切片</translation>
    </message>
    <message>
        <source>Satellite tile with a cloud</source>
        <translation>有云的卫星图块</translation>
    </message>
    <message>
        <source>Boat to be erased</source>
        <translation>待擦除的小船</translation>
    </message>
    <message>
        <source>Film with dust</source>
        <translation>有灰尘的影片</translation>
    </message>
</context>
<context>
    <name>SavePlace</name>
    <message>
        <source>Replace a file</source>
        <translation>替换文件</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>There is a file {name} already.</source>
        <translation>文件 {name} 已经存在。</translation>
    </message>
    <message>
        <source>What it holds now is lost.</source>
        <translation>其现有内容将会丢失。</translation>
    </message>
    <message>
        <source>Choose another name</source>
        <translation>另选名称</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Saving {name}</source>
        <translation>正在保存 {name}</translation>
    </message>
    <message>
        <source>Checking {name}</source>
        <translation>正在检查 {name}</translation>
    </message>
    <message>
        <source>The mask was saved as {name}.</source>
        <translation>蒙版已保存为 {name}。</translation>
    </message>
    <message>
        <source>Saving {name} …</source>
        <translation>正在保存 {name} …</translation>
    </message>
    <message>
        <source>{name} is a file of this stack. Give the picture another name, or save the stack.</source>
        <translation>{name} 是此序列的文件。请给图片另取名称，或保存整个序列。</translation>
    </message>
    <message>
        <source>Saving was stopped.</source>
        <translation>已停止保存。</translation>
    </message>
    <message>
        <source>Plane {number} was saved as {name}.</source>
        <translation>第 {number} 帧已保存为 {name}。</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name} 已保存。</translation>
    </message>
</context>
<context>
    <name>SearchOptions</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search the picture with the finders that are ticked</source>
        <translation>用勾选的查找器搜索图片</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>{path} could not be saved ({bytes} bytes): {reason}. What was there before is unchanged; try another place.</source>
        <translation>无法保存 {path}（{bytes} 字节）：{reason}。原有内容未变，请换一个位置。</translation>
    </message>
    <message>
        <source>{path} was written, but the disk did not confirm it. Save it once more.</source>
        <translation>{path} 已写入，但磁盘未确认。请再保存一次。</translation>
    </message>
    <message>
        <source>No text was found. Look harder, or mark it by hand.</source>
        <translation>没有找到文字。请更仔细地查找，或手动标记。</translation>
    </message>
    <message>
        <source>The pictures of the job are not to be seen: there is no folder {folder}.</source>
        <translation>看不到该任务的图片：没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>{name} shows only a preview here and keeps its picture ({width} x {height} pixels) as raw camera files do. Develop it to TIFF first.</source>
        <translation>{name} 在这里只有预览，其图片（{width} x {height} 像素）按相机原始文件的方式保存。请先冲洗为 TIFF。</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>冠状面</translation>
    </message>
    <message>
        <source>Film grain</source>
        <translation>胶片颗粒</translation>
    </message>
    <message>
        <source>{finder} is for photographs; this picture holds measured data.</source>
        <translation>“{finder}”用于照片；此图片包含的是测量数据。</translation>
    </message>
    <message>
        <source>resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>How far the border of the mask may move</source>
        <translation>蒙版边界最多可以移动的距离</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>{name} came out with other sound or subtitles, so it was not saved. Save it in another kind of file.</source>
        <translation>{name} 写出后声音或字幕不同，因此没有保存。请保存为其他类型的文件。</translation>
    </message>
    <message>
        <source>its adjustments would change every sample. Hide them, or save it as PNG or TIFF.</source>
        <translation>其调整会改变每个样本。请隐藏调整，或保存为 PNG 或 TIFF。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures are too few to tell a mark from the photographs; it takes at least {fewest}, and is good from 12 on. With the logo as a file one picture is enough.</source>
        <translation>
            <numerusform>{count} 张图片太少，无法把水印与照片区分开；至少需要 {fewest} 张，12 张以上效果较好。如果有标志文件，一张图片就够了。</numerusform>
        </translation>
    </message>
    <message>
        <source>The file&apos;s alpha is 0 everywhere, as programs write it that mean none; it was left out.</source>
        <translation>文件的 alpha 处处为 0，这是不使用 alpha 的程序的写法；已将其略去。</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>{name} came out with {count} frames in place of {all}, so it was not saved. Save it Exact as Matroska (.mkv).</source>
        <translation>{name} 写出后有 {count} 帧而不是 {all} 帧，因此没有保存。请以“精确”方式保存为 Matroska (.mkv)。</translation>
    </message>
    <message>
        <source>The pictures have no mark in common that could be taken off.</source>
        <translation>这些图片没有可以去除的共同水印。</translation>
    </message>
    <message>
        <source>{format} would hold what is seen through the levels, in 8 bits, and not the samples; TIFF keeps these as numbers.</source>
        <translation>{format} 只会以 8 位保存通过色阶看到的内容，而不是样本；TIFF 以数值保存样本。</translation>
    </message>
    <message>
        <source>{path} could not be saved: {reason}.</source>
        <translation>无法保存 {path}：{reason}。</translation>
    </message>
    <message>
        <source>A person looks where a finding is less than {percent} % certain or may belong to the picture, and where more than {share} % of the picture is marked.</source>
        <translation>当检出项的把握低于 {percent} % 或可能属于画面，以及标记超过画面的 {share} % 时，由人审阅。</translation>
    </message>
    <message>
        <source>Feather mask</source>
        <translation>羽化蒙版</translation>
    </message>
    <message>
        <source>Look harder</source>
        <translation>更仔细地查找</translation>
    </message>
    <message>
        <source>Navier–Stokes</source>
        <translation>Navier–Stokes</translation>
    </message>
    <message>
        <source>Its result is {name}, because {plain} is that of {other}.</source>
        <translation>其结果为 {name}，因为 {plain} 是 {other} 的结果。</translation>
    </message>
    <message>
        <source>{path} could not be saved: what was written does not read back as the same picture.</source>
        <translation>无法保存 {path}：写入后读回的像素不一致。</translation>
    </message>
    <message>
        <source>A factor of 1 only reduces noise: it needs degraded pictures, and invents no texture.</source>
        <translation>倍数为 1 时只降噪：它需要劣化的图片，且不会生成纹理。</translation>
    </message>
    <message>
        <source>its sequences are nested too deeply</source>
        <translation>其序列嵌套过深</translation>
    </message>
    <message>
        <source>The method “neighbours” fills from other planes, and there is only one. Choose another method, or open a stack.</source>
        <translation>“邻帧”方法用其他帧来填充，而这里只有一帧。请选择其他方法，或打开一个序列。</translation>
    </message>
    <message>
        <source>animation</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>{name} holds measured data; photographs are compared here, in 8 bits.</source>
        <translation>{name} 包含测量数据；这里比较的是 8 位照片。</translation>
    </message>
    <message>
        <source>NO: the two films are not of the same size and kind of samples, so nothing can be proven.</source>
        <translation>否：两部影片的尺寸或样本类型不同，因此无法证明任何事情。</translation>
    </message>
    <message>
        <source>{path} could not be saved: what was written could not be read back ({reason}).</source>
        <translation>无法保存 {path}：写入的内容无法读回（{reason}）。</translation>
    </message>
    <message>
        <source>{path} was changed by another program since it was opened. Save it under another name.</source>
        <translation>{path} 打开后被其他程序修改过。请另存为其他名称。</translation>
    </message>
    <message>
        <source>The file says that it is derived from the original and not for diagnosis, and has a SOP Instance UID of its own.</source>
        <translation>文件说明它衍生自原件且不可用于诊断，并有自己的 SOP Instance UID。</translation>
    </message>
    <message>
        <source>The infrared shows the picture itself, as it does with black-and-white film of silver: dust cannot be told from it. Use Find damage.</source>
        <translation>红外通道显示的是图像本身，含银黑白胶片即是如此：无法从中分辨灰尘。请使用“查找损伤”。</translation>
    </message>
    <message>
        <source>{name} is an animation of {count} frames. Save this frame under another name.</source>
        <translation>{name} 是有 {count} 帧的动画。请将此帧另存为其他名称。</translation>
    </message>
    <message numerus="yes">
        <source>On {count} of them, which have another size, it was scaled.</source>
        <translation>
            <numerusform>其中 {count} 张尺寸不同，蒙版已缩放。</numerusform>
        </translation>
    </message>
    <message>
        <source>The method “neighbours” fills from other planes, and there is only one. Choose another method, or open a stack.</source>
        <translation>“邻帧”方法从其他帧取内容填充，而这里只有一帧。请选择其他方法，或打开一个序列。</translation>
    </message>
    <message>
        <source>The name rule {rule} has {{folder}}, but the results go beside their originals.</source>
        <translation>命名规则 {rule} 含有 {{folder}}，但结果保存在原图旁边。</translation>
    </message>
    <message>
        <source>{name} does not say which format to save in. End its name in one of {known}.</source>
        <translation>从 {name} 看不出要保存的格式。请让名称以下列之一结尾：{known}。</translation>
    </message>
    <message>
        <source>{name} is not of the picture&apos;s size, so it was not used as its infrared.</source>
        <translation>{name} 与图片尺寸不同，因此未用作其红外通道。</translation>
    </message>
    <message>
        <source>{name} cannot be saved: {why} PNG keeps every pixel.</source>
        <translation>无法保存 {name}：{why}PNG 会保留每个像素。</translation>
    </message>
    <message>
        <source>A GIF holds 256 colours and perhaps an animation, which saving would destroy.</source>
        <translation>GIF 只有 256 色，还可能含有动画，保存会破坏它。</translation>
    </message>
    <message>
        <source>Plane {number} of {name}</source>
        <translation>{name} 的第 {number} 帧</translation>
    </message>
    <message>
        <source>The infrared shows no dust.</source>
        <translation>红外通道中没有灰尘。</translation>
    </message>
    <message>
        <source>The map that brightens the picture on HDR screens belonged to it unedited and was left out.</source>
        <translation>在 HDR 屏幕上提亮画面的增益图属于未编辑的图片，已移除。</translation>
    </message>
    <message>
        <source>subtitles</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>A smaller copy in the file could not be made anew; it still shows the picture as it was before.</source>
        <translation>文件中的一个缩小副本无法重新生成；它仍显示图片之前的样子。</translation>
    </message>
    <message>
        <source>Natural colour, Sentinel-2</source>
        <translation>自然色，Sentinel-2</translation>
    </message>
    <message>
        <source>HEIC files can be opened but not written.</source>
        <translation>HEIC 文件只能打开，不能写入。</translation>
    </message>
    <message>
        <source>Parts of the {block} block are too long for a JPEG and were left out.</source>
        <translation>{block} 数据块有一部分对 JPEG 来说过长，已省略。</translation>
    </message>
    <message>
        <source>A mask must be saved exactly, and {format} would change it; use PNG or TIFF.</source>
        <translation>蒙版必须精确保存，而 {format} 会改变它；请用 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>Every slice of the series comes {count} times; as {count} volumes, they follow each other.</source>
        <translation>该序列的每个切片出现 {count} 次；作为 {count} 个体数据依次排列。</translation>
    </message>
    <message>
        <source>{format} cannot hold {depth} here, so the picture would be narrowed; TIFF keeps it.</source>
        <translation>{format} 此处无法保存 {depth}，图片精度会降低；TIFF 可以保留。</translation>
    </message>
    <message>
        <source>{format} cannot hold transparency, so it would be dropped; PNG keeps it.</source>
        <translation>{format} 不支持透明度，透明度会丢失；PNG 可以保留。</translation>
    </message>
    <message>
        <source>{plane} cannot be read: {reason}</source>
        <translation>无法读取{plane}：{reason}</translation>
    </message>
    <message>
        <source>{format} changes every pixel a little when it is saved; PNG or TIFF keeps them exactly.</source>
        <translation>{format} 保存时会轻微改变每个像素；PNG 或 TIFF 会精确保留。</translation>
    </message>
    <message>
        <source>The result is enlarged {factor} times, with {texture} % of texture.</source>
        <translation>结果放大 {factor} 倍，纹理 {texture} %。</translation>
    </message>
    <message>
        <source>YES: on all {count} planes every pixel outside the masks is the original&apos;s.</source>
        <translation>是：全部 {count} 帧上，蒙版外的每个像素都与原图相同。</translation>
    </message>
    <message>
        <source>Every pixel of the JPEG would change a little, because {why}; PNG or TIFF keeps them exactly.</source>
        <translation>这个 JPEG 的每个像素都会轻微改变，因为{why}；PNG 或 TIFF 会精确保留。</translation>
    </message>
    <message>
        <source>The pictures show the same all over, as those of one scene do, so a mark cannot be told apart.</source>
        <translation>这些图片整体相同，像是同一场景，因此无法分辨出水印。</translation>
    </message>
    <message>
        <source>Of {count} samples outside the masks in {frames} frames {differing} differ, in {unlike} frames.</source>
        <translation>{frames} 帧中蒙版以外的 {count} 个样本里有 {differing} 个不同，分布在 {unlike} 帧中。</translation>
    </message>
    <message>
        <source>smaller copies</source>
        <translation>缩小的副本</translation>
    </message>
    <message>
        <source>its original has changed on the disk</source>
        <translation>磁盘上的原文件已被修改</translation>
    </message>
    <message>
        <source>its structure is unusual</source>
        <translation>它的结构不寻常</translation>
    </message>
    <message>
        <source>its subsampling is unusual</source>
        <translation>其子采样方式不寻常</translation>
    </message>
    <message>
        <source>{name} came out with other samples than it was to have, so it was not saved. Save it Exact as Matroska (.mkv).</source>
        <translation>{name} 写出后的样本与应有的不同，因此没有保存。请以“精确”方式保存为 Matroska (.mkv)。</translation>
    </message>
    <message>
        <source>its blocks could not be read</source>
        <translation>无法读取其数据块</translation>
    </message>
    <message>
        <source>{name} cannot be saved as {format}: {why}</source>
        <translation>{name} 无法保存为 {format}：{why}</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>The file keeps the identity of the original: nothing in it says that it was filled, or that it is not for diagnosis.</source>
        <translation>文件保留原件的身份：其中没有说明它被填充过，也没有说明不可用于诊断。</translation>
    </message>
    <message>
        <source>None of {count} files can be packed into {most} bytes.</source>
        <translation>{count} 个文件中没有一个能装入 {most} 字节。</translation>
    </message>
    <message>
        <source>the jpeglib package is not installed</source>
        <translation>没有安装 jpeglib 包</translation>
    </message>
    <message>
        <source>it is coded in an unusual way (arithmetic, lossless or hierarchical)</source>
        <translation>它的编码方式不寻常（算术、无损或分层编码）</translation>
    </message>
    <message>
        <source>Dask is not installed. {how}</source>
        <translation>未安装 Dask。{how}</translation>
    </message>
    <message>
        <source>it has {bits} bits a sample</source>
        <translation>它的每个样本为 {bits} 位</translation>
    </message>
    <message>
        <source>{name} is no encoder of MobileSAM: its inputs and outputs are others.</source>
        <translation>{name} 不是 MobileSAM 的编码器：它的输入和输出不同。</translation>
    </message>
    <message>
        <source>its colours are not stored as YCbCr</source>
        <translation>它的颜色不是以 YCbCr 存储的</translation>
    </message>
    <message>
        <source>There is no card {name}; there are {known}.</source>
        <translation>没有卡片 {name}；可用的有 {known}。</translation>
    </message>
    <message>
        <source>Structure and texture</source>
        <translation>结构与纹理</translation>
    </message>
    <message>
        <source>Heal</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>The result is made larger</source>
        <translation>将结果放大</translation>
    </message>
    <message>
        <source>Un-blend</source>
        <translation>还原水印下的画面</translation>
    </message>
    <message>
        <source>{name} holds {count} masks and {stack} has {planes} planes. There must be as many, or one picture for all.</source>
        <translation>{name} 中有 {count} 个蒙版，而 {stack} 有 {planes} 帧。数量必须相同，或用一张图片作为所有帧的蒙版。</translation>
    </message>
    <message>
        <source>it does not hold as many frames as it says</source>
        <translation>它含有的帧数与所说的不符</translation>
    </message>
    <message>
        <source>{what}; and adjustments</source>
        <translation>{what}；还有调整</translation>
    </message>
    <message>
        <source>its headers are incomplete</source>
        <translation>它的文件头不完整</translation>
    </message>
    <message>
        <source>The file is damaged or lacks its end, and every pixel could be read all the same.</source>
        <translation>文件已损坏或缺少结尾，但所有像素仍可读取。</translation>
    </message>
    <message>
        <source>An exact film is saved as Matroska (.mkv) or MP4; {name} is neither.</source>
        <translation>精确保存的影片为 Matroska (.mkv) 或 MP4；{name} 两者都不是。</translation>
    </message>
    <message>
        <source>A person looks at the findings before they are filled</source>
        <translation>填充前由人查看检出项</translation>
    </message>
    <message>
        <source>{name} has no key frame, so none of its {count} frames can be decoded.</source>
        <translation>{name} 没有关键帧，因此其 {count} 帧都无法解码。</translation>
    </message>
    <message>
        <source>Find dust (infrared)</source>
        <translation>查找灰尘（红外）</translation>
    </message>
    <message>
        <source>It is named as a mask, and there is no picture of that name beside it.</source>
        <translation>它按名称是蒙版，而旁边没有同名的图片。</translation>
    </message>
    <message>
        <source>This is slice {number} of {count}, {plane}.</source>
        <translation>这是第 {number} 个切片，共 {count} 个，{plane}。</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>The file&apos;s overlays are kept as they are, and are not shown.</source>
        <translation>文件的叠加层保持原样，不显示。</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>Lighter only</source>
        <translation>仅更亮</translation>
    </message>
    <message>
        <source>of unknown kind</source>
        <translation>种类不明</translation>
    </message>
    <message>
        <source>{name} holds no masks.</source>
        <translation>{name} 中没有蒙版。</translation>
    </message>
    <message>
        <source>16 bits</source>
        <translation>16 位</translation>
    </message>
    <message>
        <source>The file&apos;s structure is damaged, so not all of its bands could be saved.</source>
        <translation>文件结构已损坏，因此无法保存其全部波段。</translation>
    </message>
    <message>
        <source>{format} cannot hold the file&apos;s band beside its colours, so it would be dropped; TIFF keeps it.</source>
        <translation>{format} 无法保存颜色之外的波段，因此会被丢弃；TIFF 可以保留。</translation>
    </message>
    <message>
        <source>The finder {name} is certain to {value}; it is 0 to 1.</source>
        <translation>检测器 {name} 给出的置信度为 {value}；应在 0 到 1 之间。</translation>
    </message>
    <message>
        <source>{what}; and decisions about findings</source>
        <translation>{what}；以及对检出项的决定</translation>
    </message>
    <message>
        <source>The report cannot be written to {path}, which is a folder.</source>
        <translation>报告无法写入 {path}，因为它是文件夹。</translation>
    </message>
    <message>
        <source>32-bit floats</source>
        <translation>32 位浮点数</translation>
    </message>
    <message>
        <source>The original file has changed or gone since, so its metadata could not be carried over.</source>
        <translation>原文件已更改或不存在，因此无法保留其元数据。</translation>
    </message>
    <message>
        <source>{name} is another file than the one that was tried.</source>
        <translation>{name} 与试用过的文件不同。</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>The method {name} fills photographs only. Choose another one for measured data.</source>
        <translation>方法 {name} 只能填补照片。对测量数据请选择其他方法。</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{format} cannot hold the picture&apos;s colour profile, so it was left out.</source>
        <translation>{format} 无法保存图片的颜色配置文件，因此已省略。</translation>
    </message>
    <message>
        <source>{rate} frames a second.</source>
        <translation>每秒 {rate} 帧。</translation>
    </message>
    <message>
        <source>{path} is the mask and is not written over. Give --output another name.</source>
        <translation>{path} 是蒙版，不会被覆盖。请为 --output 指定另一个名称。</translation>
    </message>
    <message>
        <source>The picture&apos;s {what} had no place in a {format} file and was left out.</source>
        <translation>{format} 文件中没有位置存放图片的 {what}，已省略。</translation>
    </message>
    <message>
        <source>Only pictures that have it</source>
        <translation>仅限带有水印的图片</translation>
    </message>
    <message>
        <source>Nothing is chosen that can be left out: done is done, and a worker finishes what it has.</source>
        <translation>所选的都不能排除：已完成的就是完成了，进程手头的也会做完。</translation>
    </message>
    <message>
        <source>The file&apos;s structure is damaged; not all metadata was kept.</source>
        <translation>文件结构已损坏；部分元数据未能保留。</translation>
    </message>
    <message>
        <source>{format} got no note of what was edited.</source>
        <translation>{format} 中没有写入编辑说明。</translation>
    </message>
    <message>
        <source>The film does not say which colours its {bits} bits stand for; BT.709 was assumed.</source>
        <translation>影片未说明其 {bits} 位样本代表的颜色；已假定为 BT.709。</translation>
    </message>
    <message>
        <source>The workers end before they do anything. Run one with --here to see why.</source>
        <translation>工作进程还没做任何事就结束了。请用 --here 运行一个以查看原因。</translation>
    </message>
    <message>
        <source>The mark was taken off; {fall} % of its edges are gone.</source>
        <translation>水印已去除；其边缘消失了 {fall} %。</translation>
    </message>
    <message>
        <source>The routine does not say its version.</source>
        <translation>流程没有说明其版本。</translation>
    </message>
    <message>
        <source>The mask&apos;s values were taken as labels: everything but 0 is filled.</source>
        <translation>蒙版的值被当作类别标签：0 以外的部分都会填充。</translation>
    </message>
    <message>
        <source>The {block} block is too long for a JPEG and was left out.</source>
        <translation>{block} 数据块对 JPEG 来说太长，已省略。</translation>
    </message>
    <message>
        <source>{name} could not be saved: {reason}.</source>
        <translation>无法保存 {name}：{reason}。</translation>
    </message>
    <message>
        <source>Photoshop&apos;s layers in the file held the unedited picture and were left out.</source>
        <translation>文件中的 Photoshop 图层含有未编辑的图片，已省略。</translation>
    </message>
    <message>
        <source>The decoder of MobileSAM made a mask of another size than the picture&apos;s.</source>
        <translation>MobileSAM 的解码器给出的蒙版尺寸与图片不同。</translation>
    </message>
    <message>
        <source>Both {first} and {second} in {folder} could be its mask. Take one of them away.</source>
        <translation>{folder} 中的 {first} 和 {second} 都可能是它的蒙版。请移走其中一个。</translation>
    </message>
    <message>
        <source>its deflated part is broken</source>
        <translation>其压缩部分已损坏</translation>
    </message>
    <message>
        <source>{name}: changed after it was saved last</source>
        <translation>{name}：上次保存之后又有改动</translation>
    </message>
    <message>
        <source>A track of {name} could not be copied.</source>
        <translation>{name} 的一条轨道无法复制。</translation>
    </message>
    <message>
        <source>Smaller copies in the file, such as previews, showed the picture unedited and were left out.</source>
        <translation>文件中的预览等缩小副本显示的是未编辑的图片，已省略。</translation>
    </message>
    <message>
        <source>The JFIF thumbnail showed the picture unedited and was left out.</source>
        <translation>JFIF 缩略图显示的是未编辑的图片，已省略。</translation>
    </message>
    <message>
        <source>{name} holds no frames.</source>
        <translation>{name} 不含任何帧。</translation>
    </message>
    <message>
        <source>The page&apos;s compression or layout cannot be written, so it was saved with Deflate.</source>
        <translation>无法写入该页的压缩方式或布局，因此以 Deflate 保存。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空文件。</translation>
    </message>
    <message>
        <source>{name}, of the package {package}, gave an answer that cannot be used ({reason}).</source>
        <translation>软件包 {package} 中的 {name} 给出的结果无法使用（{reason}）。</translation>
    </message>
    <message>
        <source>{name} is a folder, not a picture.</source>
        <translation>{name} 是文件夹，不是图片。</translation>
    </message>
    <message>
        <source>Uncertain below</source>
        <translation>低于此值为不确定</translation>
    </message>
    <message>
        <source>100 % is the grain measured around the hole</source>
        <translation>100 % 即在孔洞周围测得的颗粒</translation>
    </message>
    <message>
        <source>{count} processes ended in the middle of the planes {first}-{last}, perhaps for want of memory. Fill them with fewer at once, or with --method membrane.</source>
        <translation>{count} 个进程在处理第 {first}-{last} 帧时中途结束，可能是内存不足。请减少同时运行的进程数，或使用 --method membrane。</translation>
    </message>
    <message>
        <source>its fragments are broken</source>
        <translation>其片段已损坏</translation>
    </message>
    <message>
        <source>{name} was changed after it was saved last.</source>
        <translation>{name} 在上次保存之后又有改动。</translation>
    </message>
    <message>
        <source>{name} is a pipe or a device, not a picture.</source>
        <translation>{name} 是管道或设备，不是图片。</translation>
    </message>
    <message>
        <source>Nothing is known around what is marked at {x}, {y}, so there is nothing to fill it from. Unmark it there.</source>
        <translation>{x}, {y} 处标记部分的周围没有已知数据，因此无从填补。请取消该处的标记。</translation>
    </message>
    <message>
        <source>The file is damaged or incomplete: {count} of its {total} pixels are missing.</source>
        <translation>文件已损坏或不完整：{total} 个像素中缺少 {count} 个。</translation>
    </message>
    <message>
        <source>Files are missing in {count} more places.</source>
        <translation>另有 {count} 处缺少文件。</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>保存副本</translation>
    </message>
    <message>
        <source>Draws the colours of the rim smoothly over the hole: for skies and hair-thin scratches</source>
        <translation>将边缘颜色平滑延伸到空洞：适合天空和细划痕</translation>
    </message>
    <message>
        <source>How far its red, green and blue may lie apart, of their mean</source>
        <translation>其红、绿、蓝相对于平均值最多可相差多少</translation>
    </message>
    <message>
        <source>{path} holds smaller copies that still show the picture as it was before.</source>
        <translation>{path} 中的缩小副本仍显示图片原来的样子。</translation>
    </message>
    <message>
        <source>{name}: fills and adjustments that are not saved</source>
        <translation>{name}：未保存的填充和调整</translation>
    </message>
    <message>
        <source>Only inside what is marked</source>
        <translation>仅在已标记区域内</translation>
    </message>
    <message>
        <source>{name} enlarges pictures: it does not reduce noise.</source>
        <translation>{name} 用于放大图片：它不能降噪。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures were added.</source>
        <translation>
            <numerusform>已添加 {count} 张图片。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} of {owner} is {value}; it must be {expected}.</source>
        <translation>{owner} 的 {name} 为 {value}；必须是{expected}。</translation>
    </message>
    <message>
        <source>{path} does not exist.</source>
        <translation>{path} 不存在。</translation>
    </message>
    <message>
        <source>{name} is stored in a way that is not opened ({reason}).</source>
        <translation>{name} 的存储方式无法打开（{reason}）。</translation>
    </message>
    <message>
        <source>Hairs</source>
        <translation>毛发</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>无法读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>{name} is not a picture of a kind that can be opened.</source>
        <translation>{name} 不是可以打开的图片类型。</translation>
    </message>
    <message>
        <source>Repeated mark</source>
        <translation>重复标记</translation>
    </message>
    <message>
        <source>Degraded pictures are for runs that enlarge.</source>
        <translation>劣化的图片仅用于学习放大的训练。</translation>
    </message>
    <message>
        <source>Marks are cleared on {count} planes.</source>
        <translation>已清除 {count} 帧上的标记。</translation>
    </message>
    <message>
        <source>Marks are taken off photographs; this picture holds measured data.</source>
        <translation>只能从照片上去除标记；此图片包含的是测量数据。</translation>
    </message>
    <message>
        <source>{name} ends before the part that the rest of it is decoded with is complete, so nothing of it can be opened.</source>
        <translation>{name} 在解码其余部分所需的首段完整之前就结束了，因此什么也打不开。</translation>
    </message>
    <message>
        <source>{name} says it is {width} x {height} pixels ({size}), more than the {allowed} allowed for one picture. It was not opened.</source>
        <translation>{name} 声称有 {width} x {height} 像素（{size}），超过单张图片允许的 {allowed}，因此没有打开。</translation>
    </message>
    <message>
        <source>{name} needs more memory than there is. It was not opened.</source>
        <translation>{name} 需要的内存超过可用内存，因此没有打开。</translation>
    </message>
    <message>
        <source>{name} cannot be held in such a file ({reason}). Choose another kind.</source>
        <translation>这种文件无法容纳 {name}（{reason}）。请选择其他类型。</translation>
    </message>
    <message>
        <source>The picture was turned by {degrees}° counter-clockwise and cropped to {width} x {height} pixels.</source>
        <translation>图片已逆时针旋转 {degrees}°，并裁剪为 {width} x {height} 像素。</translation>
    </message>
    <message>
        <source>{name} is damaged or incomplete ({reason}).</source>
        <translation>{name} 已损坏或不完整（{reason}）。</translation>
    </message>
    <message>
        <source>This was done on plane {plane} alone. The fill is one of {count}, on as many planes.</source>
        <translation>这只在第 {plane} 帧上进行。该填充是 {count} 帧上各一个填充之一。</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>外扩</translation>
    </message>
    <message>
        <source>Mark by brightness</source>
        <translation>按亮度标记</translation>
    </message>
    <message>
        <source>{name} was not trained for texture.</source>
        <translation>{name} 不是为纹理训练的。</translation>
    </message>
    <message>
        <source>{name} is damaged.</source>
        <translation>{name} 已损坏。</translation>
    </message>
    <message>
        <source>The result is saved beside the original as {name}, {kind}.</source>
        <translation>结果以 {name} 保存在原图旁边，{kind}。</translation>
    </message>
    <message>
        <source>The header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <source>By</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>{name} in {folder} is damaged.</source>
        <translation>{folder} 中的 {name} 已损坏。</translation>
    </message>
    <message>
        <source>{name} cannot be saved so.</source>
        <translation>{name} 不能这样保存。</translation>
    </message>
    <message>
        <source>A copy with adjustments is encoded anew where its kind has loss; only PNG, TIFF or WebP prove it.</source>
        <translation>有损格式的带调整副本会重新编码；只有 PNG、TIFF 或 WebP 才能证明。</translation>
    </message>
    <message>
        <source>A card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>--output is the folder of the originals, which are not written over. Give another folder.</source>
        <translation>--output 是原图所在的文件夹，原图不会被覆盖。请指定另一个文件夹。</translation>
    </message>
    <message>
        <source>A semi-transparent mark taken off: what was left of the photograph under it</source>
        <translation>已去除半透明水印：恢复了水印下留存的照片内容</translation>
    </message>
    <message>
        <source>{name} begins like {format} but is damaged or of an unusual kind.</source>
        <translation>{name} 的开头像 {format}，但已损坏或属于少见的类型。</translation>
    </message>
    <message>
        <source>{name} has {count} bands; up to {most} are opened.</source>
        <translation>{name} 有 {count} 个波段；最多可打开 {most} 个。</translation>
    </message>
    <message>
        <source>{name} has 1 page; there is no page {page}.</source>
        <translation>{name} 有 1 页，没有第 {page} 页。</translation>
    </message>
    <message>
        <source>Where nothing was changed</source>
        <translation>没有改动时</translation>
    </message>
    <message>
        <source>Also what may belong to the picture</source>
        <translation>包括可能属于画面的</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} frames have fills. It was read back: nothing outside the JPEG blocks that those touch was changed.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧含填充。已读回核对：填充所触及的 JPEG 块之外没有任何改变。</translation>
    </message>
    <message>
        <source>{name} has {count} pages; there is no page {page}.</source>
        <translation>{name} 有 {count} 页，没有第 {page} 页。</translation>
    </message>
    <message>
        <source>{path}: {reason}.</source>
        <translation>{path}：{reason}。</translation>
    </message>
    <message>
        <source>{name} holds {mode} samples, which are not opened.</source>
        <translation>{name} 含有 {mode} 样本，无法打开。</translation>
    </message>
    <message>
        <source>{name} has {count} channels; up to 4 are opened.</source>
        <translation>{name} 有 {count} 个通道；最多可打开 4 个。</translation>
    </message>
    <message>
        <source>{name} cannot hold a stack of {count} planes. Give a folder as --output, or a name that ends in {known}.</source>
        <translation>{name} 无法容纳有 {count} 帧的序列。请以文件夹作为 --output，或使用以 {known} 结尾的名称。</translation>
    </message>
    <message>
        <source>This is no routine: it is not JSON ({reason}).</source>
        <translation>这不是流程：它不是 JSON（{reason}）。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {error}</source>
        <translation>无法读取 {name}：{error}</translation>
    </message>
    <message>
        <source>At most filled unseen</source>
        <translation>未经查看最多填充</translation>
    </message>
    <message>
        <source>{name} has channels of different depths {depths}, which is not opened.</source>
        <translation>{name} 各通道的位深不同 {depths}，无法打开。</translation>
    </message>
    <message>
        <source>{name} holds {kind} samples{more}, which would have to be narrowed. It was not opened.</source>
        <translation>{name} 含有 {kind} 样本{more}，打开就必须降低精度，因此没有打开。</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>The file&apos;s order for reading in parts (cloud-optimised GeoTIFF) was not as it says and is not claimed any more; make it anew before it is published.</source>
        <translation>文件的分块读取顺序（云优化 GeoTIFF）与其声明不符，现已不再声明；发布前请重新生成。</translation>
    </message>
    <message>
        <source>The slices measure with different scales (rescale slope and intercept): the same sample has another value in each.</source>
        <translation>各切片的换算比例不同（rescale slope 和 intercept）：同一采样值在每个切片中代表不同的量。</translation>
    </message>
    <message>
        <source>{name} is a HEIC photo. {how}</source>
        <translation>{name} 是 HEIC 照片。{how}</translation>
    </message>
    <message>
        <source>it ends before its samples</source>
        <translation>文件在样本之前就结束了</translation>
    </message>
    <message>
        <source>{name} {why} and was given up. It is damaged or made to do harm.</source>
        <translation>{name} {why}，已放弃。它已损坏，或是恶意制作的。</translation>
    </message>
    <message>
        <source>PICTURE is a folder, so --output must be one too; {output} is a file.</source>
        <translation>PICTURE 是文件夹，因此 --output 也必须是文件夹；{output} 是文件。</translation>
    </message>
    <message>
        <source>This is the very place that is copied from. Paint elsewhere.</source>
        <translation>这里正是复制的来源位置。请在别处涂抹。</translation>
    </message>
    <message>
        <source>--output is the folder of the masks, which are not written over. Give another folder.</source>
        <translation>--output 是蒙版所在的文件夹，蒙版不会被覆盖。请指定另一个文件夹。</translation>
    </message>
    <message>
        <source>it does not say how its samples are stored</source>
        <translation>其中没有说明样本是如何存储的</translation>
    </message>
    <message>
        <source>The tones of the whole picture were changed.</source>
        <translation>整张图片的影调已改变。</translation>
    </message>
    <message>
        <source>Finders propose what is to be filled</source>
        <translation>由检测器提出要填充之处</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>it is of one colour, and either its opaque or its transparent part may be marked</source>
        <translation>它只有一种颜色，不透明或透明的部分都可能是标记</translation>
    </message>
    <message numerus="yes">
        <source>Work on {name} from {when} was cut off ({count} steps can be had back).</source>
        <translation>
            <numerusform>{when} 对 {name} 的工作意外中断（可找回 {count} 步）。</numerusform>
        </translation>
    </message>
    <message>
        <source>it is full</source>
        <translation>它已满</translation>
    </message>
    <message>
        <source>The folder for temporary files {folder} cannot be written: {reason}. Make room there, or name another folder in the variable TMPDIR.</source>
        <translation>无法写入临时文件夹 {folder}：{reason}。请在那里腾出空间，或用变量 TMPDIR 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>The routine lacks the card “save”: nothing would come of it.</source>
        <translation>流程缺少 “save” 卡片：不会有任何结果。</translation>
    </message>
    <message>
        <source>DICOM slices only: nothing in the file says that it is derived from the original</source>
        <translation>仅用于 DICOM 切片：文件中不会注明它由原件派生</translation>
    </message>
    <message>
        <source>What is marked was not filled, and looks as it did before.</source>
        <translation>已标记的部分尚未填充，看起来与原来一样。</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>邻帧</translation>
    </message>
    <message>
        <source>as the same kind of file</source>
        <translation>文件类型不变</translation>
    </message>
    <message>
        <source>it marks {share} % of the picture; if black and white are exchanged, invert it first</source>
        <translation>它标记了图片的 {share} %；如果黑白颠倒了，请先反转它</translation>
    </message>
    <message>
        <source>made its decoder crash</source>
        <translation>使解码器崩溃</translation>
    </message>
    <message>
        <source>The mark was taken off; {fall} % of its edges are gone. {pixels} pixels of which nothing was left were filled.</source>
        <translation>水印已去除；其边缘消失了 {fall} %。{pixels} 个没有留下任何内容的像素已被填充。</translation>
    </message>
    <message>
        <source>blob</source>
        <translation>斑块</translation>
    </message>
    <message>
        <source>This is frame {frame} of {count}.</source>
        <translation>这是 {count} 帧中的第 {frame} 帧。</translation>
    </message>
    <message>
        <source>This is page {page} of {count}.</source>
        <translation>这是 {count} 页中的第 {page} 页。</translation>
    </message>
    <message>
        <source>The file&apos;s black and white was opened as 8-bit grey.</source>
        <translation>文件的黑白像素已作为 8 位灰度打开。</translation>
    </message>
    <message>
        <source>The file&apos;s palette was opened as 8-bit RGB.</source>
        <translation>文件的调色板已作为 8 位 RGB 打开。</translation>
    </message>
    <message>
        <source>The project {name} belongs to {source}, which is neither beside it nor at {path}. Put {source} beside the project and open it again.</source>
        <translation>项目 {name} 属于 {source}，但它既不在项目旁边，也不在 {path}。请把 {source} 放到项目旁边，再打开项目。</translation>
    </message>
    <message>
        <source>{name} is a NIfTI header whose samples lie in another file. Convert both to one .nii first.</source>
        <translation>{name} 是 NIfTI 头文件，其样本在另一个文件中。请先把两者转换为一个 .nii 文件。</translation>
    </message>
    <message>
        <source>Its mask {mask} is that of {other} too.</source>
        <translation>它的蒙版 {mask} 也是 {other} 的蒙版。</translation>
    </message>
    <message>
        <source>The card “{name}” is there more than once.</source>
        <translation>卡片 “{name}” 出现不止一次。</translation>
    </message>
    <message>
        <source>The result is saved into the folder of the job as {name}, {kind}.</source>
        <translation>结果以 {name} 保存到任务文件夹，{kind}。</translation>
    </message>
    <message>
        <source>The routine saves into a folder: say which, with --output.</source>
        <translation>该流程保存到文件夹：请用 --output 指定。</translation>
    </message>
    <message>
        <source>There is no fill method called {name}; there are {known}.</source>
        <translation>没有名为 {name} 的填充方法；可用的有：{known}。</translation>
    </message>
    <message>
        <source>{count} planes could not be filled, plane {plane} among them:</source>
        <translation>{count} 帧无法填充，包括第 {plane} 帧：</translation>
    </message>
    <message>
        <source>Sizes are for</source>
        <translation>尺寸针对</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Lighter and darker</source>
        <translation>更亮和更暗</translation>
    </message>
    <message>
        <source>The film is HDR. It looks flat here, and its samples are kept as they are.</source>
        <translation>影片是 HDR。在这里看起来发灰，其样本保持原样。</translation>
    </message>
    <message>
        <source>The file&apos;s palette was opened as 8-bit RGB with transparency.</source>
        <translation>文件的调色板已作为带透明度的 8 位 RGB 打开。</translation>
    </message>
    <message>
        <source>{name} is saved with its adjustments.</source>
        <translation>已保存 {name}，包含其调整。</translation>
    </message>
    <message>
        <source>The mark of {name} is taken off.</source>
        <translation>去除 {name} 中的水印。</translation>
    </message>
    <message>
        <source>The original file has changed or gone, and with it a band that the picture is saved with.</source>
        <translation>原始文件已更改或消失，保存图片所需的一个波段也随之丢失。</translation>
    </message>
    <message>
        <source>Others are skipped; else they go on to the next card</source>
        <translation>其他图片被跳过；否则继续下一张卡片</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures are tried again.</source>
        <translation>
            <numerusform>正在重试 {count} 张图片。</numerusform>
        </translation>
    </message>
    <message>
        <source>The file&apos;s mask was kept; it calls {count} of the filled pixels unknown.</source>
        <translation>文件的掩膜已保留；它仍将 {count} 个已填充的像素标为未知。</translation>
    </message>
    <message>
        <source>{name}: guide lines or source regions in no project</source>
        <translation>{name}：未保存到工程中的引导线或取样区</translation>
    </message>
    <message>
        <source>{name} took longer than {minutes} minutes to open, so it was given up. The machine is busy or the disk is slow; try again later.</source>
        <translation>打开 {name} 超过 {minutes} 分钟，因此已放弃。计算机正忙或磁盘很慢；请稍后再试。</translation>
    </message>
    <message>
        <source>The file&apos;s YCbCr colours were opened as RGB.</source>
        <translation>文件的 YCbCr 颜色已作为 RGB 打开。</translation>
    </message>
    <message>
        <source>The file&apos;s Lab colours were opened as sRGB.</source>
        <translation>文件的 Lab 颜色已作为 sRGB 打开。</translation>
    </message>
    <message>
        <source>The file&apos;s CMYK colours were opened as sRGB through its profile.</source>
        <translation>文件的 CMYK 颜色已通过其配置文件作为 sRGB 打开。</translation>
    </message>
    <message>
        <source>Painted by hand: copied from elsewhere, in the colours of the surroundings</source>
        <translation>手工绘制：从其他位置复制，并采用周围的颜色</translation>
    </message>
    <message numerus="yes">
        <source>about {count} seconds left</source>
        <translation>
            <numerusform>约剩 {count} 秒</numerusform>
        </translation>
    </message>
    <message>
        <source>The file&apos;s CMYK colours have no usable profile, so their sRGB is only near.</source>
        <translation>文件的 CMYK 颜色没有可用的配置文件，因此 sRGB 只是近似值。</translation>
    </message>
    <message>
        <source>{name} has {count} bands, {colours} of them colours. Pictures of so many bands are not opened yet, so that none is lost.</source>
        <translation>{name} 有 {count} 个波段，其中 {colours} 个是颜色。为避免丢失波段，尚不打开波段这么多的图片。</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} planes have fills, and nothing outside those was changed.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧含填充，填充之外没有任何改变。</translation>
    </message>
    <message>
        <source>The encoder of MobileSAM made something else than an embedding.</source>
        <translation>MobileSAM 的编码器给出的不是嵌入。</translation>
    </message>
    <message>
        <source>The file&apos;s transparent colour was opened as an alpha channel.</source>
        <translation>文件的透明色已作为 Alpha 通道打开。</translation>
    </message>
    <message>
        <source>The mask&apos;s transparency was taken as the mask: what is {kind} is filled.</source>
        <translation>蒙版的透明度被当作蒙版：{kind}的部分会填充。</translation>
    </message>
    <message>
        <source>What stood behind the picture in the file may show it unedited and was left out.</source>
        <translation>文件中图片之后的内容可能显示未编辑的画面，已移除。</translation>
    </message>
    <message>
        <source>The name rule {rule} has no {name}; there are {known}.</source>
        <translation>命名规则 {rule} 中没有 {name}；可用的有 {known}。</translation>
    </message>
    <message>
        <source>The file&apos;s {bits} bits a sample were opened as {wide} bits.</source>
        <translation>文件每个样本的 {bits} 位已作为 {wide} 位打开。</translation>
    </message>
    <message>
        <source>The findings are of a picture of {width} x {height} pixels; this one has {own_width} x {own_height}.</source>
        <translation>这些检出项属于一张 {width} x {height} 像素的图片；当前图片为 {own_width} x {own_height}。</translation>
    </message>
    <message numerus="yes">
        <source>NO: {count} blocks of {side} x {side} pixels that were not to be touched differ by more than encoding as {kind} can account for.</source>
        <translation>
            <numerusform>否：有 {count} 个 {side} x {side} 像素的块本不应改动，其差异超出 {kind} 编码所能造成的程度。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is marked on these planes.</source>
        <translation>这些帧上没有标记。</translation>
    </message>
    <message>
        <source>kept its decoder busy far longer than a picture of its size</source>
        <translation>使解码器忙碌的时间远超同等大小的图片</translation>
    </message>
    <message>
        <source>The original file has changed or gone, and a {format} file is saved by changing it.</source>
        <translation>原文件已改变或不存在，而 {format} 文件是通过改变它来保存的。</translation>
    </message>
    <message>
        <source>NO: {before} frames came out as {after}.</source>
        <translation>否：{before} 帧变成了 {after} 帧。</translation>
    </message>
    <message>
        <source>{name}, of the package {package}, also changed what lies outside the hole; that was not taken.</source>
        <translation>软件包 {package} 中的 {name} 还改动了空洞以外的部分；这些改动未被采用。</translation>
    </message>
    <message>
        <source>its deflated part is too large</source>
        <translation>其压缩部分太大</translation>
    </message>
    <message>
        <source>Large: {kinds}</source>
        <translation>大：{kinds}</translation>
    </message>
    <message>
        <source>The file&apos;s 16-bit floats were opened as 32-bit floats.</source>
        <translation>文件的 16 位浮点数已作为 32 位浮点数打开。</translation>
    </message>
    <message>
        <source>The file&apos;s values of 0 to {top} were opened as {bits}-bit samples.</source>
        <translation>文件中 0 到 {top} 的值已作为 {bits} 位样本打开。</translation>
    </message>
    <message>
        <source>HEIC is opened at 8 bits a sample and cannot be written back; save it as PNG or TIFF.</source>
        <translation>HEIC 以每个样本 8 位打开，且不能写回；请保存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>More than {count} pieces were detected; the rest is left out. Search again once these are filled.</source>
        <translation>检出超过 {count} 处，其余已略去。填充这些之后请再次查找。</translation>
    </message>
    <message>
        <source>The page is JPEG-compressed inside TIFF; it is saved without loss from here on.</source>
        <translation>该页在 TIFF 内使用 JPEG 压缩；从现在起将无损保存。</translation>
    </message>
    <message>
        <source>{path} is the original and is not written over. Give --output another name.</source>
        <translation>{path} 是原图，不会被覆盖。请为 --output 指定另一个名称。</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>生成器</translation>
    </message>
    <message>
        <source>Beside the original</source>
        <translation>在原图旁边</translation>
    </message>
    <message>
        <source>The file stores white as zero; its grey values were turned round.</source>
        <translation>文件以零表示白色；其灰度值已反转。</translation>
    </message>
    <message>
        <source>The file&apos;s colours were multiplied by its alpha; they were divided again.</source>
        <translation>文件的颜色已乘以 Alpha；现已还原。</translation>
    </message>
    <message numerus="yes">
        <source>All findings of {count} pictures were rejected.</source>
        <translation>
            <numerusform>已拒绝 {count} 张图片的全部检出项。</numerusform>
        </translation>
    </message>
    <message>
        <source>The new file holds the samples, colour profile and bands of all planes, and no other metadata.</source>
        <translation>新文件包含所有帧的采样、颜色配置文件和波段，不含其他元数据。</translation>
    </message>
    <message>
        <source>{name} cannot be saved: a {format} file is made by changing samples in the {format} file that was opened, and this picture comes from none. Save it as PNG or TIFF.</source>
        <translation>{name} 无法保存：{format} 文件是通过改变所打开的 {format} 文件中的样本来制作的，而这张图片并非来自这样的文件。请保存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>PyPatchMatch on the hole and its surroundings</source>
        <translation>对空洞及其周围使用 PyPatchMatch</translation>
    </message>
    <message>
        <source>A mark is estimated from several pictures; give its file for a single one.</source>
        <translation>水印需由多张图片估计；单张图片请提供水印文件。</translation>
    </message>
    <message>
        <source>Snap mask to edges</source>
        <translation>蒙版贴合边缘</translation>
    </message>
    <message>
        <source>The finder {name} proposes {rect}, outside the picture.</source>
        <translation>检测器 {name} 提出的 {rect} 超出图片范围。</translation>
    </message>
    <message>
        <source>YES: every pixel outside the mask is what the adjustments make of the original&apos;s.</source>
        <translation>是：蒙版之外的每个像素都是原图经调整后的结果。</translation>
    </message>
    <message>
        <source>page {number} of {count}</source>
        <translation>第 {number} 页（共 {count} 页）</translation>
    </message>
    <message>
        <source>The file holds {count} volumes of {slices} slices, which follow each other.</source>
        <translation>文件包含 {count} 个体数据，每个 {slices} 个切片，依次排列。</translation>
    </message>
    <message>
        <source>The result is saved and compared with the original</source>
        <translation>保存结果并与原图比较</translation>
    </message>
    <message>
        <source>The mask {name} is {width} x {height} pixels and the picture is {across} x {down}. They must be the same size.</source>
        <translation>蒙版 {name} 为 {width} x {height} 像素，图片为 {across} x {down} 像素。两者大小必须相同。</translation>
    </message>
    <message>
        <source>The film&apos;s JPEG frames are stored in an unusual way; their blocks cannot be replaced. Save it Exact.</source>
        <translation>影片的 JPEG 帧存储方式特殊，无法替换其块。请选择“精确”保存。</translation>
    </message>
    <message>
        <source>{name} is a PostScript drawing. Drawings are not opened: turning one into pixels would run another program.</source>
        <translation>{name} 是 PostScript 图形。不会打开图形文件：将其转为像素需要运行其他程序。</translation>
    </message>
    <message>
        <source>{name} is an EPS drawing. Drawings are not opened: turning one into pixels would run another program.</source>
        <translation>{name} 是 EPS 图形。不会打开图形文件：将其转为像素需要运行其他程序。</translation>
    </message>
    <message>
        <source>{name} is a PDF document. Export its picture as PNG or TIFF first.</source>
        <translation>{name} 是 PDF 文档。请先将其中的图片导出为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{name} is a Photoshop document. Export it as TIFF or PNG first.</source>
        <translation>{name} 是 Photoshop 文档。请先导出为 TIFF 或 PNG。</translation>
    </message>
    <message numerus="yes">
        <source>{count} findings of {name} are filled next, as you decided in the editor.</source>
        <translation>
            <numerusform>按您在编辑器中的决定，将填充 {name} 的 {count} 个检出项。</numerusform>
        </translation>
    </message>
    <message>
        <source>--planes is {first}-{last}, and {name} has the planes 1-{count}.</source>
        <translation>--planes 为 {first}-{last}，而 {name} 的帧为 1-{count}。</translation>
    </message>
    <message>
        <source>{name} is a virtual raster, which only names other files. Open those, or translate it to GeoTIFF first.</source>
        <translation>{name} 是虚拟栅格，只列出其他文件的名字。请打开那些文件，或先将它转换为 GeoTIFF。</translation>
    </message>
    <message>
        <source>{name} is no ONNX graph of MobileSAM: it is empty or too large.</source>
        <translation>{name} 不是 MobileSAM 的 ONNX 图：它是空的或太大。</translation>
    </message>
    <message>
        <source>NO: {count} samples outside the masks differ, by at most {most}; the first in frame {frame}.</source>
        <translation>否：蒙版以外有 {count} 个样本不同，最多相差 {most}；第一个在第 {frame} 帧。</translation>
    </message>
    <message>
        <source>Opening {name} was cancelled.</source>
        <translation>已取消打开 {name}。</translation>
    </message>
    <message>
        <source>{name} is a GIMP document. Export it as TIFF or PNG first.</source>
        <translation>{name} 是 GIMP 文档。请先导出为 TIFF 或 PNG。</translation>
    </message>
    <message>
        <source>Mark clouds</source>
        <translation>标记云</translation>
    </message>
    <message>
        <source>{name} is a WMF drawing, and drawings are not opened.</source>
        <translation>{name} 是 WMF 图形，不会打开图形文件。</translation>
    </message>
    <message>
        <source>{count} pixels beside the masks differ inside the JPEG blocks they touch.</source>
        <translation>蒙版之外有 {count} 个像素在蒙版所触及的 JPEG 块内存在差异。</translation>
    </message>
    <message>
        <source>{name} is not the text detector that comes with this program: it has {count} bytes of {expected}, or other ones. Install the program again.</source>
        <translation>{name} 不是随本程序提供的文字检测器：它有 {count} 字节（应为 {expected} 字节），或者内容不同。请重新安装本程序。</translation>
    </message>
    <message>
        <source>False colour, Landsat 8 and 9</source>
        <translation>假彩色，Landsat 8 和 9</translation>
    </message>
    <message>
        <source>{name} is an icon file. Export the size you want as PNG first.</source>
        <translation>{name} 是图标文件。请先将需要的尺寸导出为 PNG。</translation>
    </message>
    <message>
        <source>Scratches</source>
        <translation>划痕</translation>
    </message>
    <message>
        <source>{name} is a FITS file, which is not opened. Export it as TIFF first.</source>
        <translation>{name} 是 FITS 文件，无法打开。请先导出为 TIFF。</translation>
    </message>
    <message>
        <source>{name} has more than {count} pages.</source>
        <translation>{name} 的页数超过 {count}。</translation>
    </message>
    <message>
        <source>{name} is a DDS texture, which is not opened. Export it as PNG first.</source>
        <translation>{name} 是 DDS 纹理，无法打开。请先导出为 PNG。</translation>
    </message>
    <message>
        <source>Everything is marked, so there is nothing to fill from. Leave a part of the picture unmarked.</source>
        <translation>整张图片都被标记了，没有可供填充参考的内容。请保留一部分不标记。</translation>
    </message>
    <message>
        <source>NO: every pixel outside the mask is the original&apos;s, but the scanner&apos;s infrared is not.</source>
        <translation>否：蒙版外的每个像素都与原件相同，但扫描仪的红外通道不同。</translation>
    </message>
    <message>
        <source>its colours are numbers of a table, in which filled colours have no place. Save it as PNG or TIFF.</source>
        <translation>其颜色是调色板中的编号，填充的颜色在其中没有位置。请保存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{name} is an OpenEXR file, which is not opened. Export it as 32-bit float TIFF first.</source>
        <translation>{name} 是 OpenEXR 文件，无法打开。请先导出为 32 位浮点 TIFF。</translation>
    </message>
    <message>
        <source>{name} is a Radiance HDR file, which is not opened. Export it as 32-bit float TIFF first.</source>
        <translation>{name} 是 Radiance HDR 文件，无法打开。请先导出为 32 位浮点 TIFF。</translation>
    </message>
    <message>
        <source>The card “review” needs a card “find”: there would be nothing to look at.</source>
        <translation>“review” 卡片需要 “find” 卡片：否则没有可看的。</translation>
    </message>
    <message>
        <source>{name} is a JPEG XL file, which is not opened yet. Export it as PNG or TIFF first.</source>
        <translation>{name} 是 JPEG XL 文件，目前无法打开。请先导出为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{name} cannot be used as a mask: {why}.</source>
        <translation>{name} 不能用作蒙版：{why}。</translation>
    </message>
    <message>
        <source>{owner} has no option {name}; it has {known}.</source>
        <translation>{owner} 没有选项 {name}；有 {known}。</translation>
    </message>
    <message>
        <source>The routine only saves; give it a card that does something.</source>
        <translation>流程只保存；请加入一张有操作的卡片。</translation>
    </message>
    <message>
        <source>The net cannot run: {reason}.</source>
        <translation>该网络无法运行：{reason}。</translation>
    </message>
    <message>
        <source>it has no elements</source>
        <translation>其中没有数据元素</translation>
    </message>
    <message>
        <source>The finder&apos;s net is missing from this installation.</source>
        <translation>此安装中缺少检测网络。</translation>
    </message>
    <message>
        <source>its {coding} cannot be decoded</source>
        <translation>其 {coding} 数据无法解码</translation>
    </message>
    <message>
        <source>NIfTI volume</source>
        <translation>NIfTI 体数据</translation>
    </message>
    <message>
        <source>{name} is of another version of the finder.</source>
        <translation>{name} 属于另一版本的检测器。</translation>
    </message>
    <message>
        <source>{name} has samples that MP4 cannot hold exactly. Save it as Matroska (.mkv).</source>
        <translation>{name} 的样本无法精确存入 MP4。请另存为 Matroska (.mkv)。</translation>
    </message>
    <message>
        <source>{name} is encrypted. Films with copy protection cannot be opened.</source>
        <translation>{name} 已加密。无法打开受版权保护的影片。</translation>
    </message>
    <message>
        <source>Damage was looked for by simple rules instead; they also mark eyes and lace.</source>
        <translation>已改用简单规则查找损伤；它们也会标记眼睛和蕾丝。</translation>
    </message>
    <message>
        <source>Dark scratches, hairs and specks</source>
        <translation>深色的划痕、毛发和斑点</translation>
    </message>
    <message>
        <source>From {first} to {last}.</source>
        <translation>从 {first} 到 {last}。</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>云</translation>
    </message>
    <message>
        <source>This may be writing.</source>
        <translation>这可能是文字。</translation>
    </message>
    <message>
        <source>The weights of the finder are not all numbers, so {name} was not written.</source>
        <translation>检测器的权重并非全是数字，因此未写入 {name}。</translation>
    </message>
    <message>
        <source>{name} does not hold the finder&apos;s net, or is damaged.</source>
        <translation>{name} 不包含检测网络，或已损坏。</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names}和{last}</translation>
    </message>
    <message>
        <source>{original} and {result} are the same stack, and comparing it with itself proves nothing.</source>
        <translation>{original} 与 {result} 是同一序列，与自身比较不能证明任何结论。</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>填充中</translation>
    </message>
    <message>
        <source>100 % is the noise measured around the hole; 0 % adds none</source>
        <translation>100 % 为在空洞周围测得的噪声；0 % 不添加</translation>
    </message>
    <message>
        <source>No plane was filled.</source>
        <translation>没有填充任何帧。</translation>
    </message>
    <message>
        <source>There is no checkpoint {name}: no file is called so, and none are shipped.</source>
        <translation>没有检查点 {name}：既没有这个名称的文件，也没有随附的检查点。</translation>
    </message>
    <message>
        <source>No finder was used on this picture and no mark taken off: there is nothing to do to others alike.</source>
        <translation>此图片未使用检测器，也未去除水印：没有可以同样用于其他图片的操作。</translation>
    </message>
    <message>
        <source>{name} is a raw camera file. Develop it to TIFF first.</source>
        <translation>{name} 是相机原始文件。请先冲洗为 TIFF。</translation>
    </message>
    <message>
        <source>{name} is a Sun raster file, which is not opened.</source>
        <translation>{name} 是 Sun 光栅文件，无法打开。</translation>
    </message>
    <message>
        <source>{name} has fills and adjustments that are not saved.</source>
        <translation>{name} 有未保存的填充和调整。</translation>
    </message>
    <message>
        <source>The picture&apos;s colours share their chroma in pairs, so it is saved as RGB; every colour outside the fills stays as it is seen.</source>
        <translation>图片的颜色成对共用色度，因此保存为 RGB；填充之外的每个颜色保持所见的样子。</translation>
    </message>
    <message>
        <source>Dust</source>
        <translation>灰尘</translation>
    </message>
    <message>
        <source>Find damage</source>
        <translation>查找损伤</translation>
    </message>
    <message>
        <source>{name} cannot be saved: a stack in a {format} file is saved as one, or as a folder of pictures.</source>
        <translation>无法保存 {name}：{format} 文件中的序列只能保存为同类文件或图片文件夹。</translation>
    </message>
    <message>
        <source>The logo was not found in this picture. It is looked for at {least} to {most} % of its size in pixels: scale its file to about the size that it has there.</source>
        <translation>在这张图片中没有找到该标志。查找范围是其像素尺寸的 {least} 到 {most} %：请把文件缩放到它在图片中的大小左右。</translation>
    </message>
    <message>
        <source>{name} is an SGI picture, which is not opened.</source>
        <translation>{name} 是 SGI 图片，无法打开。</translation>
    </message>
    <message>
        <source>it is transparent everywhere, so it does not say what to fill</source>
        <translation>它处处透明，无法说明要填充什么</translation>
    </message>
    <message>
        <source>{name} is a zip archive, not a picture.</source>
        <translation>{name} 是 zip 压缩包，不是图片。</translation>
    </message>
    <message>
        <source>{name} holds no pictures.</source>
        <translation>{name} 中没有图片。</translation>
    </message>
    <message>
        <source>There is no new picture.</source>
        <translation>没有新图片。</translation>
    </message>
    <message>
        <source>The film in the file may show the picture unedited and was left out.</source>
        <translation>文件中的影片可能显示未编辑的画面，已移除。</translation>
    </message>
    <message>
        <source>{name} is an SVG drawing, and drawings are not opened.</source>
        <translation>{name} 是 SVG 图形，不会打开图形文件。</translation>
    </message>
    <message>
        <source>{name} is an XML document, not a picture.</source>
        <translation>{name} 是 XML 文档，不是图片。</translation>
    </message>
    <message>
        <source>{name}: in no file yet</source>
        <translation>{name}：还没有保存到任何文件</translation>
    </message>
    <message numerus="yes">
        <source>All findings of {count} pictures were accepted; they are filled next.</source>
        <translation>
            <numerusform>已接受 {count} 张图片的全部检出项；接下来填充。</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} was changed by another program since it was saved. Save it under another name.</source>
        <translation>{path} 在保存之后被其他程序更改了。请以其他名称保存。</translation>
    </message>
    <message>
        <source>{name} is not a video of a kind that can be opened.</source>
        <translation>{name} 不是可以打开的视频类型。</translation>
    </message>
    <message>
        <source>Looking for dust in the infrared</source>
        <translation>正在红外通道中查找灰尘</translation>
    </message>
    <message>
        <source>The file ends before its last slice: it says it has {count} slices, and {held} are whole.</source>
        <translation>文件在最后一个切片之前结束：声称有 {count} 个切片，其中 {held} 个完整。</translation>
    </message>
    <message>
        <source>Light scratches, creases and dust</source>
        <translation>浅色的划痕、折痕和灰尘</translation>
    </message>
    <message>
        <source>{name} is a web page, not a picture.</source>
        <translation>{name} 是网页，不是图片。</translation>
    </message>
    <message>
        <source>A track of data beside picture and sound was left out.</source>
        <translation>画面和声音以外的一条数据轨道已略去。</translation>
    </message>
    <message>
        <source>There is no mask called {name} in {folder}.</source>
        <translation>{folder} 中没有名为 {name} 的蒙版。</translation>
    </message>
    <message>
        <source>The mark was made for pictures of {width} x {height} pixels; this one is {own_width} x {own_height}.</source>
        <translation>该水印用于 {width} x {height} 像素的图片；这张图片为 {own_width} x {own_height}。</translation>
    </message>
    <message>
        <source>outside the masks and the JPEG blocks they touch</source>
        <translation>蒙版及其所触及的 JPEG 块之外</translation>
    </message>
    <message>
        <source>The infrared in {name} could not be read: {why}</source>
        <translation>无法读取 {name} 中的红外通道：{why}</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>The source regions leave nothing outside the marked parts to copy from. Clear or widen them.</source>
        <translation>来源区域在标记部分之外没有可供复制的内容。请清除或扩大来源区域。</translation>
    </message>
    <message>
        <source>{name} cannot be a project; end its name in {suffix}.</source>
        <translation>{name} 不能作为工程名称；请让它以 {suffix} 结尾。</translation>
    </message>
    <message>
        <source>{name}, of the package {package}, ended in the middle of its work.</source>
        <translation>软件包 {package} 中的 {name} 在工作途中意外结束。</translation>
    </message>
    <message>
        <source>PatchMatch</source>
        <translation>PatchMatch</translation>
    </message>
    <message>
        <source>{name} is a zip archive, and not an OpenRaster project.</source>
        <translation>{name} 是 zip 压缩包，不是 OpenRaster 工程。</translation>
    </message>
    <message>
        <source>Folds</source>
        <translation>折痕</translation>
    </message>
    <message>
        <source>The file&apos;s digital signatures are kept, and no longer fit what it holds.</source>
        <translation>文件的数字签名已保留，但不再与其内容相符。</translation>
    </message>
    <message>
        <source>{name} lies outside its own picture.</source>
        <translation>{name} 位于其图片之外。</translation>
    </message>
    <message>
        <source>Inside those blocks {count} pixels beside the fills differ from the original.</source>
        <translation>在这些块内，填充旁有 {count} 个像素与原图不同。</translation>
    </message>
    <message>
        <source>The rest of the volume</source>
        <translation>体数据的其余部分</translation>
    </message>
    <message>
        <source>It was left out by hand.</source>
        <translation>已被手动排除。</translation>
    </message>
    <message>
        <source>The project {name} has too many members, or two of one name. It was not opened.</source>
        <translation>工程 {name} 的成员过多，或有重名，因此没有打开。</translation>
    </message>
    <message>
        <source>{name} has {what} of the kind {codec}, which a file of this kind cannot hold. Save it as {kind}.</source>
        <translation>{name} 含有 {codec} 类型的{what}，这种文件无法容纳。请另存为 {kind}。</translation>
    </message>
    <message>
        <source>{name} is {shape}, not {wanted}</source>
        <translation>{name} 为 {shape}，而不是 {wanted}</translation>
    </message>
    <message>
        <source>Whole boxes</source>
        <translation>整个方框</translation>
    </message>
    <message>
        <source>The project {name} says it unpacks to {bytes} bytes, more than is allowed. It was not opened.</source>
        <translation>工程 {name} 声称解压后有 {bytes} 字节，超出允许范围，因此没有打开。</translation>
    </message>
    <message>
        <source>{what} ({codec}): packets differ.</source>
        <translation>{what}（{codec}）：数据包不同。</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>Whiteness</source>
        <translation>白度</translation>
    </message>
    <message>
        <source>The project {name} declares XML entities, which are not expanded. It was not opened.</source>
        <translation>工程 {name} 声明了不予展开的 XML 实体，因此没有打开。</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared, on page {page}, is kept as it is.</source>
        <translation>第 {page} 页上的扫描仪红外通道保持不变。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>A copy with adjustments does not hold the file&apos;s band beside its colours.</source>
        <translation>带调整的副本不包含文件中颜色之外的波段。</translation>
    </message>
    <message>
        <source>The name rule {rule} has a brace too many or too few.</source>
        <translation>命名规则 {rule} 的花括号多了或少了。</translation>
    </message>
    <message>
        <source>The project {name} was made by a newer version of this program.</source>
        <translation>工程 {name} 由本程序的较新版本制作。</translation>
    </message>
    <message>
        <source>All other frames, sound, subtitles and times stay as they are, byte for byte.</source>
        <translation>其他所有帧、声音、字幕和时间逐字节保持不变。</translation>
    </message>
    <message>
        <source>A file, or the name of a shipped one; empty: the shipped one</source>
        <translation>文件，或自带检查点的名称；空：自带的检查点</translation>
    </message>
    <message>
        <source>What is filled in a medical picture is computed, not measured. It is not for diagnosis.</source>
        <translation>医学图像中填充的内容是计算出来的，不是测量得到的。不可用于诊断。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>划痕</translation>
    </message>
    <message>
        <source>The copy holds this page alone, of {count}.</source>
        <translation>副本只包含这一页（共 {count} 页）。</translation>
    </message>
    <message>
        <source>border</source>
        <translation>边缘</translation>
    </message>
    <message>
        <source>{name} is compressed as {syntax}, which is not opened.</source>
        <translation>{name} 以 {syntax} 压缩，无法打开。</translation>
    </message>
    <message>
        <source>How bright a cloud is at least, of what could be white</source>
        <translation>云至少有多亮（相对于白色）</translation>
    </message>
    <message>
        <source>frame {number} of {count}</source>
        <translation>第 {number} 帧（共 {count} 帧）</translation>
    </message>
    <message>
        <source>The project {name} does not hold the picture it was made from any more.</source>
        <translation>工程 {name} 中已不含制作它的原图片。</translation>
    </message>
    <message>
        <source>The project {name} is packed in a way that is not opened.</source>
        <translation>工程 {name} 的打包方式无法打开。</translation>
    </message>
    <message>
        <source>The project {name} is damaged or incomplete.</source>
        <translation>工程 {name} 已损坏或不完整。</translation>
    </message>
    <message>
        <source>The project {name} holds a member that points outside it. It was not opened.</source>
        <translation>工程 {name} 中有成员指向工程之外，因此没有打开。</translation>
    </message>
    <message>
        <source>The project was made by another program; its layers were opened as one picture.</source>
        <translation>工程由其他程序制作；其图层已合并为一张图片打开。</translation>
    </message>
    <message>
        <source>Crack</source>
        <translation>裂纹</translation>
    </message>
    <message>
        <source>Telea</source>
        <translation>Telea</translation>
    </message>
    <message>
        <source>{path} is read by this call and is not written over. Give --output another name.</source>
        <translation>{path} 会被此次调用读取，不会被覆盖。请为 --output 另取名称。</translation>
    </message>
    <message>
        <source>{name}, of the package {package}, took far longer than it had foreseen and was ended.</source>
        <translation>软件包 {package} 中的 {name} 远超预计时间，已被终止。</translation>
    </message>
    <message>
        <source>What was written could not be read back ({wrong}).</source>
        <translation>写入的内容无法读回（{wrong}）。</translation>
    </message>
    <message>
        <source>A copy with adjustments does not hold the scanner&apos;s infrared.</source>
        <translation>带有调整的副本不包含扫描仪的红外通道。</translation>
    </message>
    <message>
        <source>The rest of the frames</source>
        <translation>其余各帧</translation>
    </message>
    <message>
        <source>The end of the journal is damaged: about 1 operation ({bytes} bytes) could not be had back.</source>
        <translation>日志末尾已损坏：约 1 个操作（{bytes} 字节）无法恢复。</translation>
    </message>
    <message>
        <source>Nothing was to be changed.</source>
        <translation>没有需要改动之处。</translation>
    </message>
    <message>
        <source>Frame {frame} of {name} cannot be decoded; the file is damaged there.</source>
        <translation>{name} 的第 {frame} 帧无法解码；文件在该处已损坏。</translation>
    </message>
    <message>
        <source>{title} ran, but outlined nothing in a small picture, so it is not used.</source>
        <translation>{title} 可以运行，但在一张小图片中什么也没勾出，因此不使用。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read: {reason}.</source>
        <translation>无法读取文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>The file ends early, so its finer detail is missing and it looks coarser than it was.</source>
        <translation>文件提前结束，缺少精细细节，看起来比原来粗糙。</translation>
    </message>
    <message>
        <source>The end of the journal is damaged: about {count} operations ({bytes} bytes) could not be had back.</source>
        <translation>日志末尾已损坏：约 {count} 个操作（{bytes} 字节）无法恢复。</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>What the files say of themselves differs in: {what}.</source>
        <translation>两个文件对自身的说明在以下方面不同：{what}。</translation>
    </message>
    <message>
        <source>{path} is not the picture that was worked on.</source>
        <translation>{path} 不是之前处理的那张图片。</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>邻帧</translation>
    </message>
    <message>
        <source>Nobody looks at the findings before they are filled.</source>
        <translation>检出项不经查看直接填充。</translation>
    </message>
    <message>
        <source>The journal {path} could not be read: {reason}.</source>
        <translation>无法读取日志 {path}：{reason}。</translation>
    </message>
    <message>
        <source>The journal {name} lost its beginning, so nothing can be had back from it.</source>
        <translation>日志 {name} 的开头已丢失，无法从中恢复任何内容。</translation>
    </message>
    <message>
        <source>{path} is gone since the work on it was lost, so the work cannot be laid on it.</source>
        <translation>工作丢失之后 {path} 已不存在，因此无法将工作恢复到它上面。</translation>
    </message>
    <message>
        <source>{name} was compared as it was opened, before it was saved over.</source>
        <translation>比较所用的是打开时（被覆盖之前）的 {name}。</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>NAME.mark.png or the mark&apos;s own file with transparency; empty: estimated from the pictures</source>
        <translation>NAME.mark.png 或带透明度的水印文件；空：由图片估计</translation>
    </message>
    <message>
        <source>What the planes before and after show, moved to where it belongs</source>
        <translation>前后各帧所显示的内容，移到它应在的位置</translation>
    </message>
    <message>
        <source>The checkpoint here is another one than the job was made with, so results would differ. Use that one, or make another job.</source>
        <translation>此处的检查点与创建任务时的不同，结果会不一样。请使用原来的检查点，或另建任务。</translation>
    </message>
    <message>
        <source>A finding that is less certain than this is looked at</source>
        <translation>把握低于此值的检出项会被查看</translation>
    </message>
    <message>
        <source>Methods, finders and kinds of other packages need an installed Python.</source>
        <translation>其他软件包的方法、查找器和文件类型需要已安装的 Python。</translation>
    </message>
    <message>
        <source>{path} was changed by another program since the work on it was lost, so the work cannot be laid on it.</source>
        <translation>工作丢失之后 {path} 被其他程序修改过，因此无法将工作恢复到它上面。</translation>
    </message>
    <message>
        <source>{name} is saved with its fills and adjustments.</source>
        <translation>已保存 {name}，包含其填充和调整。</translation>
    </message>
    <message>
        <source>{name} says it has {count} frames and does not hold them. It was not opened.</source>
        <translation>{name} 声称有 {count} 帧，但文件中并不包含。未打开。</translation>
    </message>
    <message>
        <source>{name} is compressed with {method}, which cannot be undone here. Save it with LZW or Deflate compression, or without, to open it.</source>
        <translation>{name} 使用 {method} 压缩，此处无法解压。请改用 LZW、Deflate 压缩或不压缩保存后再打开。</translation>
    </message>
    <message>
        <source>Text of the scene</source>
        <translation>场景文字</translation>
    </message>
    <message>
        <source>{name} is in use by another window.</source>
        <translation>{name} 正被另一个窗口使用。</translation>
    </message>
    <message>
        <source>{name} is saved; nothing outside the fills was changed.</source>
        <translation>已保存 {name}；填充以外没有任何改动。</translation>
    </message>
    <message>
        <source>All times are the same.</source>
        <translation>所有时间都相同。</translation>
    </message>
    <message>
        <source>As the original</source>
        <translation>与原图相同</translation>
    </message>
    <message>
        <source>two numbers from {low} to {high}</source>
        <translation>{low} 到 {high} 的两个数</translation>
    </message>
    <message>
        <source>Only outside what is marked</source>
        <translation>仅在已标记区域外</translation>
    </message>
    <message>
        <source>{name} is not a journal of this program, or its beginning is destroyed.</source>
        <translation>{name} 不是本程序的日志，或其开头已损坏。</translation>
    </message>
    <message>
        <source>{output} is a file; --output must be a folder.</source>
        <translation>{output} 是文件；--output 必须是文件夹。</translation>
    </message>
    <message>
        <source>The fourth channel of {name} looks like a scanner&apos;s infrared.</source>
        <translation>{name} 的第四通道看起来像扫描仪的红外通道。</translation>
    </message>
    <message>
        <source>The mask and the picture must be the same size.</source>
        <translation>蒙版与图片必须大小相同。</translation>
    </message>
    <message>
        <source>The logo is larger than the picture. Scale its file to the size that it has there.</source>
        <translation>标志比图片还大。请把文件缩放到它在图片中的大小。</translation>
    </message>
    <message>
        <source>NO: the two pictures are not of the same size, channels and depth, so nothing can be proven.</source>
        <translation>否：两张图片的大小、通道数或位深不同，因此什么也无法证明。</translation>
    </message>
    <message>
        <source>brush strokes</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>NO: {count} pixels that were not to be touched differ, by at most {most}; the first outside the mask at {x}, {y}.</source>
        <translation>否：不该改动的像素中有 {count} 个不同，最大相差 {most}；蒙版外第一个位于 {x}, {y}。</translation>
    </message>
    <message>
        <source>Without saving the picture is lost, which no file holds.</source>
        <translation>如果不保存，这张图片将会丢失，因为没有文件保存它。</translation>
    </message>
    <message>
        <source>Inside the mask {share} differ.</source>
        <translation>蒙版内有{share}不同。</translation>
    </message>
    <message>
        <source>MobileSAM (files of your own)</source>
        <translation>MobileSAM（您自己的文件）</translation>
    </message>
    <message>
        <source>{count} of {total} pixels</source>
        <translation> {count} / {total} 个像素</translation>
    </message>
    <message>
        <source>{count} pixels beside the mask differ inside the JPEG blocks it touches.</source>
        <translation>蒙版旁有 {count} 个像素不同，它们位于蒙版触及的 JPEG 块内。</translation>
    </message>
    <message>
        <source>The page is black and white and the fills bring greys, so it would be saved as 8-bit grey.</source>
        <translation>该页为黑白，而填充带来了灰色，因此会保存为 8 位灰度。</translation>
    </message>
    <message>
        <source>SHA-256 of the samples {where}: {digest} in {path}.</source>
        <translation>{where}样本的 SHA-256：{digest}，文件 {path}。</translation>
    </message>
    <message>
        <source>Findings of fewer pixels are left out</source>
        <translation>像素更少的检出项会被排除</translation>
    </message>
    <message>
        <source>Everything outside the marked parts is transparent, so there is nothing to fill from.</source>
        <translation>标记部分之外全是透明的，没有可供填充参考的内容。</translation>
    </message>
    <message>
        <source>outside the mask</source>
        <translation>蒙版之外</translation>
    </message>
    <message>
        <source>Marks, guide lines and source regions are kept in a project alone.</source>
        <translation>标记、引导线和取样区只保存在工程中。</translation>
    </message>
    <message>
        <source>outside the blocks that the mask touches</source>
        <translation>蒙版所触及的块之外</translation>
    </message>
    <message>
        <source>The page was black and white; the fills brought greys, so it was saved as 8-bit grey.</source>
        <translation>该页原为黑白；填充带来了灰色，因此已保存为 8 位灰度。</translation>
    </message>
    <message>
        <source>It is of another size than the pictures that the mark was estimated from, and was left alone.</source>
        <translation>它的尺寸与估计水印所用的图片不同，未作改动。</translation>
    </message>
    <message>
        <source>All metadata is the same.</source>
        <translation>所有元数据都相同。</translation>
    </message>
    <message>
        <source>The files changed while they were compared.</source>
        <translation>比较期间文件发生了变化。</translation>
    </message>
    <message>
        <source>{path} could not be saved: {reason}. What was there before is unchanged; try another place.</source>
        <translation>无法保存 {path}：{reason}。原有内容未变；请换一个位置。</translation>
    </message>
    <message>
        <source>{what} differs.</source>
        <translation>{what}不同。</translation>
    </message>
    <message>
        <source>{what} is missing in the result.</source>
        <translation>结果中缺少{what}。</translation>
    </message>
    <message>
        <source>Such as a sign, which finders do not suggest</source>
        <translation>例如招牌，检测器不会建议填充</translation>
    </message>
    <message>
        <source>Longer side of the picture that margin and smallest area are meant for: in other sizes they grow and shrink with it. 0: they are pixels of every picture.</source>
        <translation>边距与最小面积所针对的图片长边：其他尺寸按比例缩放。0：对每张图片均为像素。</translation>
    </message>
    <message>
        <source>{what} is new in the result.</source>
        <translation>结果中新增了{what}。</translation>
    </message>
    <message>
        <source>Painted by hand: copied from elsewhere in the picture</source>
        <translation>手工绘制：从图片的其他位置复制</translation>
    </message>
    <message>
        <source>Into a folder</source>
        <translation>到文件夹</translation>
    </message>
    <message>
        <source>Slices are missing between {first} and {second}, which lie {wide} mm apart; others lie {usual} mm apart.</source>
        <translation>{first} 与 {second} 之间缺少切片：两者相距 {wide} mm，其余相距 {usual} mm。</translation>
    </message>
    <message>
        <source>{what} differs, as it must between two kinds of file.</source>
        <translation>{what}不同，在两种文件之间必然如此。</translation>
    </message>
    <message>
        <source>{count} pictures have work that is not saved.</source>
        <translation>{count} 张图片有未保存的工作。</translation>
    </message>
    <message>
        <source>Take a mark off</source>
        <translation>去除水印</translation>
    </message>
    <message>
        <source>{folder} holds a job already. Go on with it, or give another folder.</source>
        <translation>{folder} 中已有一个任务。请继续该任务，或指定另一个文件夹。</translation>
    </message>
    <message>
        <source>The colour profile</source>
        <translation>颜色配置文件</translation>
    </message>
    <message>
        <source>The picture has no infrared. Scan it with the infrared channel (RGBI or HDRi TIFF), or put the scanner&apos;s infrared beside it as NAME_ir.tif, and open it again.</source>
        <translation>此图片没有红外通道。请带红外通道扫描（RGBI 或 HDRi TIFF），或将扫描仪的红外图像以 NAME_ir.tif 为名放在图片旁边，然后重新打开。</translation>
    </message>
    <message numerus="yes">
        <source>The mask was laid on {count} other pictures; undo takes it back in each.</source>
        <translation>
            <numerusform>蒙版已用到另外 {count} 张图片上；在每张图片中都可以撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>The comment</source>
        <translation>注释</translation>
    </message>
    <message>
        <source>The segment {name}</source>
        <translation>数据段 {name}</translation>
    </message>
    <message>
        <source>{name} says it has {count} slices, more than there can be in its {bytes} bytes.</source>
        <translation>{name} 声称有 {count} 个切片，超出其 {bytes} 字节所能容纳的数量。</translation>
    </message>
    <message>
        <source>The chunk {name}</source>
        <translation>数据块 {name}</translation>
    </message>
    <message>
        <source>A worker has it in hand. Try again when it is done.</source>
        <translation>有工作进程正在处理它。请在完成后再试。</translation>
    </message>
    <message>
        <source>{name} is too large to be a routine.</source>
        <translation>{name} 太大，不可能是流程。</translation>
    </message>
    <message>
        <source>{name} is a DICOM file compressed as JPEG Lossless. {how}</source>
        <translation>{name} 是以 JPEG Lossless 压缩的 DICOM 文件。{how}</translation>
    </message>
    <message>
        <source>The file&apos;s band behind its colours is the scanner&apos;s infrared: not shown, not filled, saved back to TIFF.</source>
        <translation>文件颜色之后的波段是扫描仪的红外通道：不显示、不填充，并会存回 TIFF。</translation>
    </message>
    <message>
        <source>Only what is {side} its surroundings counts.</source>
        <translation>只计{side}周围的。</translation>
    </message>
    <message>
        <source>Natural colour, Landsat 8 and 9</source>
        <translation>自然色，Landsat 8 和 9</translation>
    </message>
    <message>
        <source>MobileSAM stopped with an error of its own.</source>
        <translation>MobileSAM 因自身的错误而停止。</translation>
    </message>
    <message>
        <source>10 or 12</source>
        <translation>10 或 12</translation>
    </message>
    <message>
        <source>The tag {number}</source>
        <translation>标签 {number}</translation>
    </message>
    <message>
        <source>This is no routine: its “format” is not “{format}”.</source>
        <translation>这不是流程：其 “format” 不是 “{format}”。</translation>
    </message>
    <message>
        <source>There is no checkpoint {name}: neither a file nor one of the shipped ones ({shipped}).</source>
        <translation>没有检查点 {name}：它既不是文件，也不是随附的检查点（{shipped}）。</translation>
    </message>
    <message>
        <source>About {name}: {note}</source>
        <translation>关于 {name}：{note}</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不够</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>Looking for what is unknown</source>
        <translation>正在查找未知部分</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>只读文件系统</translation>
    </message>
    <message>
        <source>This routine was made by a newer version of this program.</source>
        <translation>该流程由本程序的较新版本创建。</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或目录</translation>
    </message>
    <message>
        <source>Noise is reduced by {denoise} % before.</source>
        <translation>之前先降噪 {denoise} %。</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是目录</translation>
    </message>
    <message>
        <source>Repeated marks</source>
        <translation>重复标记</translation>
    </message>
    <message>
        <source>it is the mask of another picture</source>
        <translation>它是另一张图片的蒙版</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个目录</translation>
    </message>
    <message>
        <source>colour description</source>
        <translation>颜色描述</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接层数过多</translation>
    </message>
    <message>
        <source>{name} is coded in a way that no decoder here knows. Convert it with another program.</source>
        <translation>{name} 的编码方式没有可用的解码器。请用其他程序转换。</translation>
    </message>
    <message>
        <source>It is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>The file&apos;s coded samples are damaged: {count} of its {total} pixels are probably wrong.</source>
        <translation>文件的编码样本已损坏：{total} 个像素中有 {count} 个可能有误。</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>检测中</translation>
    </message>
    <message>
        <source>YES: every pixel outside the JPEG blocks (8 x 8 samples) that the mask touches is the original&apos;s.</source>
        <translation>是：蒙版所触及的 JPEG 块（8 x 8 样本）之外的每个像素都与原图相同。</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>There is no finder {name}; there are {known}.</source>
        <translation>没有检测器 {name}；可用的有 {known}。</translation>
    </message>
    <message>
        <source>The file&apos;s {bits}-bit samples were opened as 32-bit floats; what is not filled keeps its bits.</source>
        <translation>文件的 {bits} 位样本以 32 位浮点数打开；未填充的部分保留其全部位。</translation>
    </message>
    <message>
        <source>comment</source>
        <translation>注释</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message numerus="yes">
        <source>{name} has fills on {count} planes, and adjustments, that are not saved.</source>
        <translation>
            <numerusform>{name} 有未保存的调整，并在 {count} 帧上有未保存的填充。</numerusform>
        </translation>
    </message>
    <message>
        <source>{suffix} is no suffix of a picture; there are {known}.</source>
        <translation>{suffix} 不是图片的扩展名；可用的有 {known}。</translation>
    </message>
    <message>
        <source>{finders}: what is certain to {percent} % or more, with a margin of {margin} px.</source>
        <translation>{finders}：把握在 {percent} % 以上的，边距 {margin} 像素。</translation>
    </message>
    <message>
        <source>There is no checkpoint {path}.</source>
        <translation>没有检查点 {path}。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>NO: every sample outside the masks is the original&apos;s, but the times of the frames are not.</source>
        <translation>否：蒙版以外的每个样本都与原片相同，但各帧的时间不同。</translation>
    </message>
    <message>
        <source>The source regions hold more than one fill looks through, so only the part nearest to what is marked was copied from. To choose another part, make them smaller.</source>
        <translation>源区域超出了一次填充所能查找的范围，因此只从离标记处最近的部分复制。要选用其他部分，请缩小源区域。</translation>
    </message>
    <message>
        <source>A slice every {step} mm.</source>
        <translation>每 {step} mm 一个切片。</translation>
    </message>
    <message>
        <source>The report could not be written to {path}: {reason}.</source>
        <translation>报告无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>There is no edge of that contrast near the border of the mask. Nothing was changed.</source>
        <translation>蒙版边界附近没有达到该对比度的边缘。没有任何改动。</translation>
    </message>
    <message>
        <source>{name} cannot be used: {why}.</source>
        <translation>{name} 无法使用：{why}。</translation>
    </message>
    <message>
        <source>numbered folder</source>
        <translation>编号图片文件夹</translation>
    </message>
    <message>
        <source>{name} is saved; nothing outside the JPEG blocks that the fills touch was changed.</source>
        <translation>已保存 {name}；填充所涉及的 JPEG 块以外没有任何改动。</translation>
    </message>
    <message>
        <source>it was written by a newer version of Inpaint Studio</source>
        <translation>它由更新版本的 Inpaint Studio 写成</translation>
    </message>
    <message>
        <source>False colour</source>
        <translation>假彩色</translation>
    </message>
    <message>
        <source>its scores make no sense</source>
        <translation>其评分没有意义</translation>
    </message>
    <message>
        <source>{name} holds whole numbers of {bits} bits, up to {most}; those up to {limit} are opened.</source>
        <translation>{name} 含有 {bits} 位整数，最大为 {most}；只能打开不超过 {limit} 的整数。</translation>
    </message>
    <message>
        <source>{path} is not there any more.</source>
        <translation>{path} 已不存在。</translation>
    </message>
    <message>
        <source>Cracks</source>
        <translation>裂纹</translation>
    </message>
    <message numerus="yes">
        <source>{name}: marks on {count} planes that are not filled</source>
        <translation>
            <numerusform>{name}：{count} 帧上有未填充的标记</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no Dask scheduler at {address}: {reason}.</source>
        <translation>{address} 处没有 Dask 调度器：{reason}。</translation>
    </message>
    <message>
        <source>CANNOT BE PROVED for {count} of {all} frames, which were encoded again with loss: outside the masks their brightness and colours are true to {db} dB PSNR or better. All other frames are the original&apos;s. Save Exact to prove all.</source>
        <translation>{all} 帧中有 {count} 帧无法证明，它们经过有损重新编码：蒙版以外亮度与颜色的 PSNR 不低于 {db} dB。其他所有帧都与原片相同。以“精确”方式保存即可证明全部。</translation>
    </message>
    <message>
        <source>5 or 6</source>
        <translation>5 或 6</translation>
    </message>
    <message>
        <source>its description is no list of names and values</source>
        <translation>其描述不是名称和值的列表</translation>
    </message>
    <message>
        <source>{name} has more than {count} frames.</source>
        <translation>{name} 的帧数超过 {count}。</translation>
    </message>
    <message>
        <source>Frame {frame} of {name} is interlaced, woven of two half pictures; it cannot be repaired.</source>
        <translation>{name} 的第 {frame} 帧是隔行的，由两个半幅画面交织而成，无法修复。</translation>
    </message>
    <message>
        <source>Plane {number} has another size than the others.</source>
        <translation>第 {number} 帧的尺寸与其他帧不同。</translation>
    </message>
    <message>
        <source>its description is damaged</source>
        <translation>其描述已损坏</translation>
    </message>
    <message>
        <source>Noise reduction</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>What may belong to the picture is proposed too.</source>
        <translation>可能属于画面的也会提出。</translation>
    </message>
    <message>
        <source>{name} is empty; perhaps its download or its copying was broken off.</source>
        <translation>{name} 是空文件；也许下载或复制被中断了。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>{path} could not be saved: {reason}</source>
        <translation>无法保存 {path}：{reason}</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>云</translation>
    </message>
    <message>
        <source>{name} is {what}, not a checkpoint: {known}.</source>
        <translation>{name} 是{what}，不是检查点：{known}。</translation>
    </message>
    <message>
        <source>{name} cannot hold several pages. End its name in .tif.</source>
        <translation>{name} 无法包含多页。文件名请以 .tif 结尾。</translation>
    </message>
    <message>
        <source>{name} is not a checkpoint: {known}.</source>
        <translation>{name} 不是检查点：{known}。</translation>
    </message>
    <message>
        <source>YES: in {part} every pixel outside the mask is the original&apos;s. The others were not compared.</source>
        <translation>是：{part}中，蒙版之外的每个像素都与原图相同。其余部分未作比较。</translation>
    </message>
    <message>
        <source>it marks all of the picture; if black and white are exchanged, invert it first</source>
        <translation>它标记了整张图片；如果黑白颠倒了，请先反转它</translation>
    </message>
    <message>
        <source>a checkpoint is a .safetensors file, or one that PyTorch wrote (.pt, .pth, .ckpt)</source>
        <translation>检查点是 .safetensors 文件，或 PyTorch 写成的文件（.pt、.pth、.ckpt）</translation>
    </message>
    <message>
        <source>Inside the masks {count} samples differ.</source>
        <translation>蒙版以内有 {count} 个样本不同。</translation>
    </message>
    <message>
        <source>Natural colour</source>
        <translation>自然色</translation>
    </message>
    <message>
        <source>{name} is interlaced: each of its frames is woven of two half pictures of different moments. Deinterlace it with another program and open the result.</source>
        <translation>{name} 是隔行扫描的：每一帧由两个不同时刻的半幅画面交织而成。请用其他程序去隔行，再打开结果。</translation>
    </message>
    <message>
        <source>{kind} files can be opened but not written.</source>
        <translation>{kind} 文件可以打开，但不能写入。</translation>
    </message>
    <message>
        <source>Stopped; what was filled stays, and one undo takes it back.</source>
        <translation>已停止；已填充的保留，撤销一次即可取回。</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>YES: every sample outside the masks is the original&apos;s.</source>
        <translation>是：蒙版以外的每个样本都与原片相同。</translation>
    </message>
    <message>
        <source>its samples are too many for a file that is not compressed</source>
        <translation>对于不压缩的文件，其样本太多</translation>
    </message>
    <message>
        <source>What the planes before and after show, moved to where it belongs</source>
        <translation>取前后各帧中显示的内容，并移到应在的位置</translation>
    </message>
    <message>
        <source>{name} is a directory of DICOM files, not a picture. Open one of the files beside it.</source>
        <translation>{name} 是 DICOM 文件的目录，不是图片。请打开它旁边的某个文件。</translation>
    </message>
    <message>
        <source>The mask “{name}” is {width} x {height} pixels; the picture is {own_width} x {own_height}.</source>
        <translation>蒙版“{name}”为 {width} x {height} 像素，而图片为 {own_width} x {own_height}。</translation>
    </message>
    <message>
        <source>it is of one shade throughout, so it does not say what to fill</source>
        <translation>它只有一种灰度，无法说明要填充什么</translation>
    </message>
    <message>
        <source>The pictures have no mark in common.</source>
        <translation>这些图片没有共同的水印。</translation>
    </message>
    <message>
        <source>an HDF5 file, as Keras writes them</source>
        <translation> Keras 所写的 HDF5 文件</translation>
    </message>
    <message>
        <source>a bare pickle, which could run code</source>
        <translation>裸 pickle 文件（可能运行代码）</translation>
    </message>
    <message>
        <source>No pixel that is not marked already has a brightness in this range. Nothing was changed.</source>
        <translation>在此亮度范围内，没有尚未标记的像素。没有任何改动。</translation>
    </message>
    <message>
        <source>{name} holds the picture that is open, sample for sample, and comparing it with itself proves nothing. Choose the file that the repaired picture was saved as.</source>
        <translation>{name} 与当前打开的图片逐样本相同，与自身比较不能证明任何事。请选择修复后的图片所保存的文件。</translation>
    </message>
    <message>
        <source>Copies the picture&apos;s own texture at full sharpness</source>
        <translation>以完整清晰度复制图片自身的纹理</translation>
    </message>
    <message>
        <source>it ends before its data</source>
        <translation>文件在数据之前就结束了</translation>
    </message>
    <message>
        <source>film</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>Find an object</source>
        <translation>查找物体</translation>
    </message>
    <message>
        <source>an ONNX graph, which is written here but not read</source>
        <translation> ONNX 图（这里只写不读）</translation>
    </message>
    <message>
        <source>{name} is not a checkpoint: it is no safetensors file.</source>
        <translation>{name} 不是检查点：它不是 safetensors 文件。</translation>
    </message>
    <message>
        <source>The mark that pictures of one size have in common is estimated and taken off.</source>
        <translation>估计同尺寸图片共有的水印并将其去除。</translation>
    </message>
    <message>
        <source>{name} is not a checkpoint: its list of weights is damaged.</source>
        <translation>{name} 不是检查点：其权重列表已损坏。</translation>
    </message>
    <message>
        <source>{name} is cut short: {count} bytes were promised.</source>
        <translation>{name} 不完整：应有 {count} 字节。</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>The original file has changed or gone since it was opened, so metadata could not be compared.</source>
        <translation>原文件自打开后已更改或消失，因此无法比较元数据。</translation>
    </message>
    <message>
        <source>a text of one line</source>
        <translation>单行文本</translation>
    </message>
    <message>
        <source>The file&apos;s fourth channel is the scanner&apos;s infrared, not transparency: not shown, not filled, and saved back where it was.</source>
        <translation>文件的第四通道是扫描仪的红外通道，而非透明度：不显示、不填充，并会存回原处。</translation>
    </message>
    <message numerus="yes">
        <source>{what}; and marks on {count} planes</source>
        <translation>
            <numerusform>{what}；还有 {count} 帧上的标记</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is an animation, which is not written. Save its frames as a folder of pictures, or as a TIFF of several pages.</source>
        <translation>{name} 是动画，无法写回。请将其各帧另存为图片文件夹或多页 TIFF。</translation>
    </message>
    <message>
        <source>slices</source>
        <translation>个切片</translation>
    </message>
    <message>
        <source>{path} is a state, not a checkpoint: training goes on from it. {instead}</source>
        <translation>{path} 是训练状态，不是检查点：训练由它继续。{instead}</translation>
    </message>
    <message>
        <source>{name} is part of a state, not a checkpoint: training goes on from it. {instead}</source>
        <translation>{name} 是训练状态的一部分，不是检查点：训练由它继续。{instead}</translation>
    </message>
    <message>
        <source>Choose both files of MobileSAM, the encoder and the decoder.</source>
        <translation>请选择 MobileSAM 的两个文件：编码器和解码器。</translation>
    </message>
    <message>
        <source>{path} is no file any more.</source>
        <translation>{path} 已不是文件。</translation>
    </message>
    <message>
        <source>The file says that text is burned into its picture. The finder of text can look for it.</source>
        <translation>文件说明其图像中烧录了文字。可以用文字查找器来寻找。</translation>
    </message>
    <message>
        <source>The file is damaged: every pixel could be read, but the checksum of its samples is wrong.</source>
        <translation>文件已损坏：所有像素都能读出，但样本的校验和有误。</translation>
    </message>
    <message>
        <source>one of {names}</source>
        <translation>{names} 之一</translation>
    </message>
    <message>
        <source>The page is a smaller copy of another in the file, which stays as it was.</source>
        <translation>该页是文件中另一页的缩小副本，那一页保持原样。</translation>
    </message>
    <message>
        <source>{path} is the folder of a training run, not a checkpoint. {instead}</source>
        <translation>{path} 是训练文件夹，不是检查点。{instead}</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>{path} is a folder, not a checkpoint.</source>
        <translation>{path} 是文件夹，不是检查点。</translation>
    </message>
    <message>
        <source>NO: on {count} planes something outside the masks differs: {names}.</source>
        <translation>否：有 {count} 帧在蒙版外存在差异：{names}。</translation>
    </message>
    <message>
        <source>The run&apos;s checkpoint is {path}.</source>
        <translation>该训练的检查点是 {path}。</translation>
    </message>
    <message>
        <source>The run stopped because another of its processes has ended or does not answer. All that is needed to go on was saved.</source>
        <translation>训练已停止，因为它的另一个进程已结束或没有响应。继续训练所需的一切都已保存。</translation>
    </message>
    <message>
        <source>The run&apos;s checkpoints are its best.safetensors and latest.safetensors.</source>
        <translation>该训练的检查点是其中的 best.safetensors 和 latest.safetensors。</translation>
    </message>
    <message>
        <source>Date stamps</source>
        <translation>日期戳</translation>
    </message>
    <message>
        <source>{name} holds measured data; marks are taken off photographs.</source>
        <translation>{name} 包含测量数据；只能从照片上去除标记。</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>损伤</translation>
    </message>
    <message>
        <source>{name} was not opened: {why}. {how}</source>
        <translation>未打开 {name}：{why}。{how}</translation>
    </message>
    <message>
        <source>{owner} is {value}; it must be a JSON object.</source>
        <translation>{owner} 为 {value}；必须是 JSON 对象。</translation>
    </message>
    <message>
        <source>{name} is no PyTorch archive that can be read as data. {how}</source>
        <translation>{name} 不是可以作为数据读取的 PyTorch 存档。{how}</translation>
    </message>
    <message>
        <source>{name} was not opened: its table of contents is too large to be one of weights. {how}</source>
        <translation>未打开 {name}：其目录过大，不可能是权重的目录。{how}</translation>
    </message>
    <message>
        <source>{name} does not say where the logo is transparent. Give it as a PNG whose background is transparent.</source>
        <translation>{name} 没有标明标志的透明处。请提供背景透明的 PNG。</translation>
    </message>
    <message>
        <source>{name} was not opened: PyTorch does not compress numbers, and here they are.</source>
        <translation>未打开 {name}：PyTorch 不压缩数值，而这里的数值是压缩的。</translation>
    </message>
    <message>
        <source>Some of what is not marked comes from a part with a wrong checksum and may be wrong; look at it closely.</source>
        <translation>未标记的部分中，有些来自校验和错误的数据，可能有误；请仔细查看。</translation>
    </message>
    <message>
        <source>Without saving this is lost. {name} holds what was saved last.</source>
        <translation>如果不保存，这些内容将会丢失。{name} 保存着上次存储的内容。</translation>
    </message>
    <message>
        <source>How far the mask reaches past a finding</source>
        <translation>蒙版超出检出项的距离</translation>
    </message>
    <message>
        <source>{name} was not opened: its parts overlap and claim more than the file holds.</source>
        <translation>未打开 {name}：其各部分相互重叠，声称的内容多于文件实有。</translation>
    </message>
    <message>
        <source>rectangles</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>The original was compared as the adjustments make it: {what}</source>
        <translation>比较时原图已按调整处理：{what}</translation>
    </message>
    <message>
        <source>{name} was not opened: it holds more than weights. {how}</source>
        <translation>未打开 {name}：其中不只有权重。{how}</translation>
    </message>
    <message>
        <source>lighter than</source>
        <translation>亮于</translation>
    </message>
    <message>
        <source>{name} was not opened: it is damaged, or holds more than plain weights, which could run code. {how}</source>
        <translation>未打开 {name}：它已损坏，或含有权重之外、可能运行代码的内容。{how}</translation>
    </message>
    <message>
        <source>The fourth channel of {name} looks like a scanner&apos;s infrared. The answer is remembered for {scanner}.</source>
        <translation>{name} 的第四通道看起来像扫描仪的红外通道。回答会为 {scanner} 记住。</translation>
    </message>
    <message>
        <source>{name} was not opened: there is not enough memory for its weights.</source>
        <translation>未打开 {name}：内存不足以容纳其权重。</translation>
    </message>
    <message>
        <source>Mark what is unknown</source>
        <translation>标记未知部分</translation>
    </message>
    <message>
        <source>{name} was written on a big-endian machine and cannot be read here.</source>
        <translation>{name} 写于大端序机器，无法在此读取。</translation>
    </message>
    <message>
        <source>{name} is damaged and was not opened: its parts cannot be told apart.</source>
        <translation>{name} 已损坏，未打开：无法分辨其各部分。</translation>
    </message>
    <message>
        <source>{name} is damaged and was not opened: {reason}.</source>
        <translation>{name} 已损坏，未打开：{reason}。</translation>
    </message>
    <message>
        <source>The pictures are equally bright under the mark, so its colour and opacity cannot be told apart. Add pictures that are lighter or darker there, or give the logo as a file.</source>
        <translation>这些图片在水印下的亮度相同，因此无法区分水印的颜色与不透明度。请加入该处更亮或更暗的图片，或提供标志文件。</translation>
    </message>
    <message>
        <source>A project keeps findings and what was decided about them.</source>
        <translation>项目会保留检出项及相关决定。</translation>
    </message>
    <message>
        <source>{name} is damaged and was not opened.</source>
        <translation>{name} 已损坏，未打开。</translation>
    </message>
    <message>
        <source>Of {count} samples outside the mask, {bands} a pixel, {differing} differ.</source>
        <translation>掩膜以外共 {count} 个样本（每像素 {bands} 个），其中 {differing} 个不同。</translation>
    </message>
    <message>
        <source>Hold Alt or Ctrl and click first on the place to copy from.</source>
        <translation>请先按住 Alt 或 Ctrl 并单击要复制的来源位置。</translation>
    </message>
    <message>
        <source>DICOM of several frames</source>
        <translation>多帧 DICOM</translation>
    </message>
    <message>
        <source>{name} has adjustments that are not saved: tones.</source>
        <translation>{name} 有未保存的调整：色调。</translation>
    </message>
    <message>
        <source>The method {name} gave an answer that cannot be used. Choose another one.</source>
        <translation>填充方法 {name} 给出的结果无法使用。请选择其他方法。</translation>
    </message>
    <message>
        <source>These findings were saved by a newer version of this program.</source>
        <translation>这些检出项由本程序的更新版本保存。</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>水印</translation>
    </message>
    <message>
        <source>{format} cannot hold the scanner&apos;s infrared, so it would be dropped; {kind} keeps it.</source>
        <translation>{format} 无法保存扫描仪的红外通道，它将被丢弃；{kind} 可以保留。</translation>
    </message>
    <message>
        <source>{name} cannot be saved: {format} holds at most {most} pixels a side, and the picture is {width} x {height}. TIFF keeps it.</source>
        <translation>无法保存 {name}：{format} 的边长最多为 {most} 像素，而图片为 {width} x {height}。TIFF 可以保存它。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>NO: every sample outside the masks is the original&apos;s, but sound or subtitles are not.</source>
        <translation>否：蒙版之外的每个样本都与原始文件一致，但声音或字幕不一致。</translation>
    </message>
    <message>
        <source>{name} is damaged, or its table of contents needs more than reading. {how}</source>
        <translation>{name} 已损坏，或其目录不能只靠读取得到。{how}</translation>
    </message>
    <message>
        <source>{path} holds the stack itself. Choose another folder.</source>
        <translation>{path} 就是该序列所在的文件夹。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The cards stand in another order; it is {names}.</source>
        <translation>卡片的顺序应为 {names}。</translation>
    </message>
    <message>
        <source>{name} is damaged: the numbers of {place} are missing.</source>
        <translation>{name} 已损坏：缺少 {place} 的数值。</translation>
    </message>
    <message>
        <source>{name} is damaged: {place} has no shape.</source>
        <translation>{name} 已损坏：{place} 没有形状。</translation>
    </message>
    <message>
        <source>No clouds were found. Lower the thresholds, or mark them by hand.</source>
        <translation>没有找到云。请降低阈值，或手动标记。</translation>
    </message>
    <message>
        <source>Slices are missing in {count} more places.</source>
        <translation>另有 {count} 处缺少切片。</translation>
    </message>
    <message>
        <source>{name} would be a film, and {source} is none. Give a folder as --output, or a .tif.</source>
        <translation>{name} 应为影片，而 {source} 不是影片。请以文件夹或 .tif 作为 --output。</translation>
    </message>
    <message>
        <source>{name} cannot be used: {place} claims more numbers than it holds.</source>
        <translation>{name} 无法使用：{place} 声称的数值多于实有。</translation>
    </message>
    <message>
        <source>{count} of {all} frames are encoded again; the film is saved only if outside the repairs their brightness and their colours are like the original to {decibels} dB or better.</source>
        <translation>{all} 帧中有 {count} 帧将重新编码；只有当修复区域以外的亮度和颜色与原片的相似度都达到 {decibels} dB 或更高时，影片才会保存。</translation>
    </message>
    <message>
        <source>The result is enlarged to {size} pixels, with {texture} % of texture.</source>
        <translation>结果放大到 {size} 像素，纹理 {texture} %。</translation>
    </message>
    <message>
        <source>{name} was not written: ONNX needs {packages}. {how}</source>
        <translation>没有写入 {name}：ONNX 需要 {packages}。{how}</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>{name} cannot be used: its weights claim more numbers than it holds.</source>
        <translation>{name} 无法使用：其权重声称的数值多于实有。</translation>
    </message>
    <message numerus="yes">
        <source>about {count} days left</source>
        <translation>
            <numerusform>约剩 {count} 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Planes are aligned as a whole, since OpenCV is not installed: what moves by itself is followed better with it. {how}</source>
        <translation>由于未安装 OpenCV，各帧只能整体对齐：装上它之后，能更好地跟踪自行移动的物体。{how}</translation>
    </message>
    <message>
        <source>PICTURE is a file, so --mask must be a file too, and not a folder.</source>
        <translation>PICTURE 是文件，因此 --mask 也必须是文件，而不是文件夹。</translation>
    </message>
    <message>
        <source>{first} and {second} lie at the same place, {place} mm; they follow each other by their numbers.</source>
        <translation>{first} 与 {second} 位于同一位置（{place} mm）；按编号先后排列。</translation>
    </message>
    <message>
        <source>Plane {number} has another size than the others.</source>
        <translation>第 {number} 帧的尺寸与其他帧不同。</translation>
    </message>
    <message>
        <source>{name} cannot be used: {place} holds no plain floating-point numbers.</source>
        <translation>{name} 无法使用：{place} 中不是普通浮点数。</translation>
    </message>
    <message>
        <source>{name} holds files of several frames each. Open one of them.</source>
        <translation>{name} 中的文件各有多帧。请打开其中一个。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>{count} other pictures in the folder are no part of the stack, such as {name}.</source>
        <translation>文件夹中另有 {count} 张图片不属于此序列，例如 {name}。</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>{name} has decisions about findings that are not saved.</source>
        <translation>{name} 中对检出项的决定尚未保存。</translation>
    </message>
    <message>
        <source>The findings in the project are damaged and were left out; search again. All else is there.</source>
        <translation>项目中的检出项已损坏，已略去；请重新查找。其余内容完好。</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Every sample outside the repairs stays as it is.</source>
        <translation>修复区域以外的每个样本都保持不变。</translation>
    </message>
    <message>
        <source>How strong an edge must be to draw the border</source>
        <translation>边缘要多强才会吸引蒙版边界</translation>
    </message>
    <message>
        <source>{name} is broken: {place} holds values that are no numbers.</source>
        <translation>{name} 已损坏：{place} 中有非数值。</translation>
    </message>
    <message>
        <source>it is frozen TorchScript, whose weights have lost their names</source>
        <translation>它是冻结的 TorchScript，权重已失去名称</translation>
    </message>
    <message>
        <source>{name}: {why}</source>
        <translation>{name}：{why}</translation>
    </message>
    <message>
        <source>it holds no weights</source>
        <translation>其中没有权重</translation>
    </message>
    <message>
        <source>Plane {number} of {name} is damaged, so the file cannot be saved.</source>
        <translation>{name} 的第 {number} 帧已损坏，因此无法保存该文件。</translation>
    </message>
    <message>
        <source>To convert it, open it in the program that made it and keep its weights alone: torch.save(net.state_dict(), &apos;weights.pt&apos;).</source>
        <translation>要转换它，请在生成它的程序中打开，并只保存其权重：torch.save(net.state_dict(), &apos;weights.pt&apos;)。</translation>
    </message>
    <message>
        <source>The picture was turned by {degrees}° clockwise and cropped to {width} x {height} pixels.</source>
        <translation>图片已顺时针旋转 {degrees}°，并裁剪为 {width} x {height} 像素。</translation>
    </message>
    <message>
        <source>{name} holds weights that belong to no net of ours.</source>
        <translation>{name} 中的权重不属于本程序的任何网络。</translation>
    </message>
    <message>
        <source>The name rule {rule} lacks {{name}}: all results would have one name.</source>
        <translation>命名规则 {rule} 缺少 {{name}}：所有结果会同名。</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation>{low} 到 {high} 的数</translation>
    </message>
    <message>
        <source>Inside those blocks one pixel beside the fills differs from the original.</source>
        <translation>在这些块内，填充旁有 1 个像素与原图不同。</translation>
    </message>
    <message>
        <source>Fill what is lost</source>
        <translation>填充丢失的部分</translation>
    </message>
    <message>
        <source>{name} holds {count} weights that fit none of our generators ({presets}) and none of the others known here ({known}).</source>
        <translation>{name} 含有 {count} 个权重，与本程序的生成器（{presets}）及这里已知的其他生成器（{known}）都不相符。</translation>
    </message>
    <message>
        <source>{name} holds no weights.</source>
        <translation>{name} 中没有权重。</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} planes have fills, and nothing outside the JPEG blocks that those touch was changed.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧含填充，填充所触及的 JPEG 块之外没有任何改变。</translation>
    </message>
    <message>
        <source>Is band {band} of the file transparency? The file does not say so; it may be a scanner&apos;s infrared. The band is kept as it is: not shown, not filled, and saved back to TIFF.</source>
        <translation>文件的第 {band} 个波段是透明度吗？文件没有说明；它可能是扫描仪的红外波段。该波段保持原样：不显示、不填充，并存回 TIFF。</translation>
    </message>
    <message>
        <source>{name} holds a discriminator that its description does not know of.</source>
        <translation>{name} 含有其描述中没有的判别器。</translation>
    </message>
    <message>
        <source>The file&apos;s orientation is kept and not applied: bands lie as the file stores them.</source>
        <translation>保留文件的方向标记但不应用：波段按文件存储的方式排列。</translation>
    </message>
    <message>
        <source>{changed} of {count} planes differ somewhere; {masked} have a mask. Inside the masks {inside} pixels differ, outside {outside}.</source>
        <translation>{count} 帧中有 {changed} 个存在差异；{masked} 个有蒙版。蒙版内有 {inside} 个像素不同，蒙版外有 {outside} 个。</translation>
    </message>
    <message>
        <source>{name} describes a discriminator that cannot be built.</source>
        <translation>{name} 描述了一个无法构建的判别器。</translation>
    </message>
    <message>
        <source>The findings of a search are damaged and were left out; search again. All else is there.</source>
        <translation>一次查找的检出项已损坏，已略去；请重新查找。其余内容完好。</translation>
    </message>
    <message>
        <source>A frame of {name} is larger than can be opened.</source>
        <translation>{name} 的一帧大于可以打开的尺寸。</translation>
    </message>
    <message>
        <source>{name} does not fit the net it describes: {wrong}.</source>
        <translation>{name} 与其描述的网络不符：{wrong}。</translation>
    </message>
    <message>
        <source>{name} looks like {title}, but {wrong}.</source>
        <translation>{name} 看起来像 {title}，但{wrong}。</translation>
    </message>
    <message>
        <source>No frame of {name} can be decoded; it is damaged.</source>
        <translation>{name} 没有任何一帧可以解码；文件已损坏。</translation>
    </message>
    <message>
        <source>Another process fills a stack into {output} with other options. Wait for it, or give --output another name.</source>
        <translation>另一个进程正以其他选项把序列填充到 {output}。请等待它完成，或为 --output 另取名称。</translation>
    </message>
    <message>
        <source>The routine</source>
        <translation>流程</translation>
    </message>
    <message>
        <source>Haze</source>
        <translation>雾霾</translation>
    </message>
    <message>
        <source>{key} is missing</source>
        <translation>缺少 {key}</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>骨窗</translation>
    </message>
    <message>
        <source>outside the masks</source>
        <translation>蒙版外</translation>
    </message>
    <message>
        <source>The file&apos;s infrared, on page {page}, could not be read.</source>
        <translation>无法读取文件第 {page} 页上的红外通道。</translation>
    </message>
    <message>
        <source>{key} belongs to no part of it</source>
        <translation>{key} 不属于其任何部分</translation>
    </message>
    <message>
        <source>These could not be kept in {name}: {what}.</source>
        <translation>以下内容无法保留在 {name} 中：{what}。</translation>
    </message>
    <message>
        <source>Objects are outlined by graph cut until you choose other files in Preferences.</source>
        <translation>在您于首选项中选择其他文件之前，物体由图割勾出。</translation>
    </message>
    <message>
        <source>{key} is {shape} instead of {wanted}</source>
        <translation>{key} 是 {shape} 而不是 {wanted}</translation>
    </message>
    <message>
        <source>The weights {key} are not all numbers, so {name} was not written.</source>
        <translation>权重 {key} 并非全是数值，因此没有写入 {name}。</translation>
    </message>
    <message>
        <source>It may be a sign, a plate or a shirt that belongs to the scene.</source>
        <translation>它可能是属于场景本身的标牌、车牌或衣服上的文字。</translation>
    </message>
    <message>
        <source>{name} holds {kind} samples, which are not opened.</source>
        <translation>{name} 含有 {kind} 样本，无法打开。</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>肺窗</translation>
    </message>
    <message>
        <source>{first} and {second} cannot be blended: their generators are built differently.</source>
        <translation>{first} 与 {second} 无法混合：它们的生成器构造不同。</translation>
    </message>
    <message>
        <source>{name} is no name for a checkpoint: it must end in {kinds}.</source>
        <translation>{name} 不能作为检查点的名称：必须以 {kinds} 结尾。</translation>
    </message>
    <message>
        <source>its packed part is broken</source>
        <translation>其压缩部分已损坏</translation>
    </message>
    <message>
        <source>{path} cannot be written: there is no folder {folder}.</source>
        <translation>无法写入 {path}：没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>extended XMP</source>
        <translation>扩展 XMP</translation>
    </message>
    <message>
        <source>What is smaller than {smallest} px is left out.</source>
        <translation>忽略小于 {smallest} 像素的。</translation>
    </message>
    <message numerus="yes">
        <source>The mask was laid on no other picture: all {count} have other proportions (width to height), so it would not fit. Mark them separately.</source>
        <translation>
            <numerusform>蒙版没有用到其他图片上：另外 {count} 张的宽高比都不同，蒙版对不上。请单独标记。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is a DICOM segmentation: a mask, not a picture. It is not opened.</source>
        <translation>{name} 是 DICOM 分割：是蒙版，不是图片。不会打开它。</translation>
    </message>
    <message>
        <source>{name} was not written: its fills differ from torch&apos;s by up to {most}, where {allowed} is let pass.</source>
        <translation>没有写入 {name}：其填充与 torch 的最多相差 {most}，而允许的是 {allowed}。</translation>
    </message>
    <message>
        <source>There is no generator architecture called {name}.</source>
        <translation>没有名为 {name} 的生成器架构。</translation>
    </message>
    <message>
        <source>DICOM series</source>
        <translation>DICOM 序列</translation>
    </message>
    <message>
        <source>YES: every pixel outside the mask is the original&apos;s.</source>
        <translation>是：蒙版之外的每个像素都与原图相同。</translation>
    </message>
    <message>
        <source>{name} is saved; no pixel was changed.</source>
        <translation>已保存 {name}；没有任何像素被改动。</translation>
    </message>
    <message>
        <source>There is no generator architecture called {name} in this version, which cannot run it.</source>
        <translation>此版本没有名为 {name} 的生成器架构，无法运行它。</translation>
    </message>
    <message>
        <source>There is no example {name}; there are {known}.</source>
        <translation>没有示例 {name}；可用的有 {known}。</translation>
    </message>
    <message>
        <source>These numbers describe no generator.</source>
        <translation>这些数值不能描述一个生成器。</translation>
    </message>
    <message>
        <source>What is marked is filled</source>
        <translation>填充标记处</translation>
    </message>
    <message>
        <source>{name} is damaged, or ends before its index, so no frame of it can be found.</source>
        <translation>{name} 已损坏，或在索引之前就结束了，因此找不到任何帧。</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>What is marked is filled by the method “{method}”, with {checkpoint} and the seed {seed}.</source>
        <translation>标记处用“{method}”方法填充，使用{checkpoint}，种子 {seed}。</translation>
    </message>
    <message>
        <source>These values describe no generator.</source>
        <translation>这些值不能描述一个生成器。</translation>
    </message>
    <message>
        <source>Where there is a result</source>
        <translation>已有结果时</translation>
    </message>
    <message>
        <source>{first} and {second} have the same number; they follow each other by their names.</source>
        <translation>{first} 与 {second} 编号相同；按文件名先后排列。</translation>
    </message>
    <message>
        <source>Page {page} of the file may show the picture unedited; it could not be read and was kept.</source>
        <translation>文件的第 {page} 页可能显示未编辑的图片；它无法读取，已保留。</translation>
    </message>
    <message>
        <source>Enlarged from {width} x {height} to {new_width} x {new_height} pixels, texture {percent} %, noise reduction {denoise} %, checkpoint {checkpoint}.</source>
        <translation>已从 {width} x {height} 放大到 {new_width} x {new_height} 像素，纹理 {percent} %，降噪 {denoise} %，检查点 {checkpoint}。</translation>
    </message>
    <message>
        <source>{name} changes its size or its kind of samples at frame {frame}, from {width} x {height} to {across} x {down}. Cut it there with another program.</source>
        <translation>{name} 在第 {frame} 帧处改变了尺寸或样本类型，从 {width} x {height} 变为 {across} x {down}。请用其他程序在该处切开。</translation>
    </message>
    <message>
        <source>These values describe no training run.</source>
        <translation>这些值不能描述一次训练。</translation>
    </message>
    <message>
        <source>Further pictures in the file, such as previews, may show it unedited and were left out.</source>
        <translation>文件中的其他图像（例如预览）可能显示未编辑的画面，已移除。</translation>
    </message>
    <message>
        <source>{name} is a NIfTI file. {how}</source>
        <translation>{name} 是 NIfTI 文件。{how}</translation>
    </message>
    <message>
        <source>There is no preset called {name}; there are {known}.</source>
        <translation>没有名为 {name} 的预设；可用的有 {known}。</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>A run needs at least one image, and one image in a batch.</source>
        <translation>训练至少需要一张图，每批至少一张图。</translation>
    </message>
    <message>
        <source>The minutes of a run must be more than zero.</source>
        <translation>训练的分钟数必须大于零。</translation>
    </message>
    <message>
        <source>{name} holds no findings, or is damaged.</source>
        <translation>{name} 不含检出项，或已损坏。</translation>
    </message>
    <message>
        <source>{name} holds slices of {count} geometries, which are no one volume: {files}. Open a file of those that are meant.</source>
        <translation>{name} 中的切片有 {count} 种几何，不属于同一体数据：{files}。请打开所需切片中的一个文件。</translation>
    </message>
    <message>
        <source>{name} is a DICOM file without pixels ({kind}), such as a report, a plan or a curve. There is nothing in it that could be filled.</source>
        <translation>{name} 是没有像素的 DICOM 文件（{kind}），例如报告、计划或曲线。其中没有可以填充的内容。</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折痕</translation>
    </message>
    <message>
        <source>opaque</source>
        <translation>不透明</translation>
    </message>
    <message>
        <source>{name} holds 1 bit a pixel: a mask, not a picture. It is not opened.</source>
        <translation>{name} 每个像素 1 位：是蒙版，不是图片。不会打开它。</translation>
    </message>
    <message>
        <source>The generator could not be compiled, so it runs as it is: {reason}.</source>
        <translation>无法编译生成器，因此按原样运行：{reason}。</translation>
    </message>
    <message>
        <source>{name} reduces noise: it cannot enlarge pictures.</source>
        <translation>{name} 用于降噪：它不能放大图片。</translation>
    </message>
    <message>
        <source>{name} beside the file ({what}) is neither read nor changed.</source>
        <translation>文件旁边的 {name}（{what}）既不读取也不更改。</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>A crop of {crop} pixels cannot be trained on: it must be a multiple of 32.</source>
        <translation>不能用 {crop} 像素的裁剪训练：必须是 32 的倍数。</translation>
    </message>
    <message>
        <source>{name}: fills that are not saved</source>
        <translation>{name}：未保存的填充</translation>
    </message>
    <message>
        <source>Left out: {classes}.</source>
        <translation>排除：{classes}。</translation>
    </message>
    <message>
        <source>A share of the run lies between 0 and 1.</source>
        <translation>训练的份额在 0 与 1 之间。</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}</source>
        <translation>{low} 到 {high} 的整数</translation>
    </message>
    <message>
        <source>The file&apos;s order for reading in parts (cloud-optimised GeoTIFF) is lost; make it anew, and its smaller copies, before it is published.</source>
        <translation>文件便于分块读取的排列（云优化 GeoTIFF）已丢失；发布前请重新生成该排列及其缩小副本。</translation>
    </message>
    <message>
        <source>{name} is one of {count} numbered files in its folder.</source>
        <translation>{name} 是其文件夹中 {count} 个编号文件之一。</translation>
    </message>
    <message>
        <source>Natural colour, Landsat 4 to 7</source>
        <translation>自然色，Landsat 4 至 7</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有任何改动。</translation>
    </message>
    <message>
        <source>The weight of a loss is a number from 0 upwards.</source>
        <translation>损失的权重是不小于 0 的数。</translation>
    </message>
    <message>
        <source>The picture is smaller than {side} pixels; its infrared cannot be measured.</source>
        <translation>图片小于 {side} 像素，无法测量其红外通道。</translation>
    </message>
    <message>
        <source>The file ends early: {whole} of its {count} frames are whole and were opened.</source>
        <translation>文件提前结束：{count} 帧中有 {whole} 帧完整，已打开这些帧。</translation>
    </message>
    <message>
        <source>Of the earlier snapshots none are kept, or at least three.</source>
        <translation>以往快照要么不保留，要么至少保留三个。</translation>
    </message>
    <message>
        <source>The film&apos;s pixels are {across} : {down}, not square; they are shown square and saved as they are.</source>
        <translation>影片的像素比例为 {across} : {down}，不是正方形；显示为正方形，保存时保持原样。</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>it has shades everywhere, as a photograph has; a mask is black where nothing is filled</source>
        <translation>它像照片一样到处都有灰度；蒙版在不填充处应为黑色</translation>
    </message>
    <message>
        <source>Frames {least} to {most} s apart.</source>
        <translation>帧间隔 {least} 至 {most} 秒。</translation>
    </message>
    <message>
        <source>The routine saves beside the originals: leave --output out.</source>
        <translation>该流程保存在原图旁边：请去掉 --output。</translation>
    </message>
    <message>
        <source>{name} is no stack: the names of its {count} pictures do not differ by a number or a date, as in frame_0001.png.</source>
        <translation>{name} 不是图片序列：其中 {count} 张图片的文件名没有以编号或日期相区别，例如 frame_0001.png。</translation>
    </message>
    <message>
        <source>The learning rate must lie between 0 and 1.</source>
        <translation>学习率必须在 0 与 1 之间。</translation>
    </message>
    <message>
        <source>{name} came out with other times of its frames, so it was not saved. Save it Exact as Matroska (.mkv).</source>
        <translation>{name} 写出后各帧的时间不同，因此没有保存。请以“精确”方式保存为 Matroska (.mkv)。</translation>
    </message>
    <message>
        <source>A run must look at its validation pictures and save its state now and then.</source>
        <translation>训练必须不时查看验证图片并保存状态。</translation>
    </message>
    <message>
        <source>What is written</source>
        <translation>写入的类型</translation>
    </message>
    <message>
        <source>Threads, warm-up, averaging, shrinking and patience are counted from zero or one upwards.</source>
        <translation>线程、预热、平均、缩小和耐心值须从零或一起计。</translation>
    </message>
    <message>
        <source>Photographs scaled down to less than 96 pixels have nothing to teach.</source>
        <translation>缩小到不足 96 像素的照片没有可学的内容。</translation>
    </message>
    <message>
        <source>Grow mask</source>
        <translation>扩展蒙版</translation>
    </message>
    <message>
        <source>A mask of damage goes with one photograph, and with no others held out.</source>
        <translation>损伤蒙版只能配一张照片，且不能另外留出照片。</translation>
    </message>
    <message>
        <source>it has no black, which keeps what is not to be filled</source>
        <translation>它没有黑色，而黑色保留不应填充的部分</translation>
    </message>
    <message>
        <source>A mask of damage goes with one photograph, and there are {count}.</source>
        <translation>损伤蒙版只能配一张照片，而这里有 {count} 张。</translation>
    </message>
    <message>
        <source>it ends within an element</source>
        <translation>文件在一个数据元素中间结束了</translation>
    </message>
    <message>
        <source>The file is compressed as {coding}, which cannot be written again without change. It is saved uncompressed and becomes larger; every sample outside the fills stays.</source>
        <translation>文件以 {coding} 压缩，无法不加改变地重新写入。它将不压缩地保存，文件会变大；填充之外的每个样本保持不变。</translation>
    </message>
    <message>
        <source>{name} is not a mask as this program writes them.</source>
        <translation>{name} 不是本程序写出的蒙版。</translation>
    </message>
    <message>
        <source>Slices {least} to {most} mm apart.</source>
        <translation>切片间距 {least} 至 {most} mm。</translation>
    </message>
    <message>
        <source>There is no file or folder {path}.</source>
        <translation>没有文件或文件夹 {path}。</translation>
    </message>
    <message>
        <source>No folder for temporary files can be written: {reason}.</source>
        <translation>没有可写入的临时文件夹：{reason}。</translation>
    </message>
    <message>
        <source>{name} does not wait for this: it is {state}.</source>
        <translation>{name} 不在等待此操作：其状态为 {state}。</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared differs from the original&apos;s.</source>
        <translation>扫描仪的红外通道与原件不同。</translation>
    </message>
    <message>
        <source>{name} is no stack: its pictures are of different sizes. {first} is {width} x {height} pixels and {second} is {across} x {down}.</source>
        <translation>{name} 不是图片序列：其中的图片尺寸不同。{first} 为 {width} x {height} 像素，{second} 为 {across} x {down}。</translation>
    </message>
    <message>
        <source>{name} is not of the film&apos;s own kind, {suffix}. Choose that, or save it Exact.</source>
        <translation>{name} 不是影片自身的类型 {suffix}。请选择该类型，或选择“精确”保存。</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>There are no photographs in {where}.</source>
        <translation>{where} 中没有照片。</translation>
    </message>
    <message>
        <source>Scanner&apos;s infrared</source>
        <translation>扫描仪红外通道</translation>
    </message>
    <message>
        <source>it contradicts itself about its samples</source>
        <translation>其中关于样本的说明自相矛盾</translation>
    </message>
    <message>
        <source>None of the {count} files in {where} can be used as a photograph: {name} was skipped because {why}.</source>
        <translation>{where} 中的 {count} 个文件都不能用作照片：{name} 被跳过，因为{why}。</translation>
    </message>
    <message>
        <source>{count} files of the series have another geometry and are left out, such as {name}.</source>
        <translation>该序列中有 {count} 个文件的几何不同，已略去，例如 {name}。</translation>
    </message>
    <message>
        <source>None of the {count} photographs is {crop} x {same} pixels or larger.</source>
        <translation>{count} 张照片中没有一张达到 {crop} x {same} 像素。</translation>
    </message>
    <message>
        <source>{width} x {height} pixels of {count} channels, {dtype}</source>
        <translation>{width} x {height} 像素、{count} 个通道、{dtype}</translation>
    </message>
    <message>
        <source>Finders</source>
        <translation>查找器</translation>
    </message>
    <message>
        <source>No crop of {crop} pixels in {name} is free of damage.</source>
        <translation>{name} 中没有不含损伤的 {crop} 像素裁剪。</translation>
    </message>
    <message>
        <source>Lighter</source>
        <translation>较亮</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>纹理</translation>
    </message>
    <message>
        <source>The mask&apos;s values of {low} to {high} were taken as 0 to 255.</source>
        <translation>蒙版的值 {low} 到 {high} 被当作 0 到 255。</translation>
    </message>
    <message>
        <source>False colour, Sentinel-2</source>
        <translation>假彩色，Sentinel-2</translation>
    </message>
    <message>
        <source>It is {width} x {height} pixels, and the mark is of pictures of {own_width} x {own_height}.</source>
        <translation>它为 {width} x {height} 像素，而水印属于 {own_width} x {own_height} 的图片。</translation>
    </message>
    <message>
        <source>The decoded photographs cannot be kept in {path}: {reason}.</source>
        <translation>无法将解码的照片保存在 {path}：{reason}。</translation>
    </message>
    <message>
        <source>{path} is there already. Give --replace to write over it.</source>
        <translation>{path} 已存在。要覆盖它，请加上 --replace。</translation>
    </message>
    <message>
        <source>False colour, Landsat 4 to 7</source>
        <translation>假彩色，Landsat 4 至 7</translation>
    </message>
    <message>
        <source>{count} of {total} photographs cannot be held out.</source>
        <translation>无法从 {total} 张照片中留出 {count} 张。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>{name} holds no moving picture, only sound or other data.</source>
        <translation>{name} 不含活动画面，只有声音或其他数据。</translation>
    </message>
    <message numerus="yes">
        <source>about {count} hours left</source>
        <translation>
            <numerusform>约剩 {count} 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>{finder} is for measured data, such as a slice or a satellite tile; this is a photograph.</source>
        <translation>“{finder}”用于测量数据，例如断层切片或卫星图块；这是一张照片。</translation>
    </message>
    <message>
        <source>it is smaller than {side} pixels</source>
        <translation>它小于 {side} 像素</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared is missing in the result.</source>
        <translation>结果中缺少扫描仪的红外通道。</translation>
    </message>
    <message>
        <source>{name}, of the package {package}, failed: {reason}.</source>
        <translation>软件包 {package} 中的 {name} 失败：{reason}。</translation>
    </message>
    <message>
        <source>MobileSAM runs in onnxruntime. {how}</source>
        <translation>MobileSAM 需要 onnxruntime。{how}</translation>
    </message>
    <message>
        <source>it cannot be read from the disk</source>
        <translation>无法从磁盘读取</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>it has more pixels than can be decoded safely</source>
        <translation>像素过多，无法安全解码</translation>
    </message>
    <message>
        <source>it is too large for the memory</source>
        <translation>它对内存来说太大</translation>
    </message>
    <message>
        <source>it cannot be decoded</source>
        <translation>无法解码</translation>
    </message>
    <message>
        <source>it holds no pixels</source>
        <translation>其中没有像素</translation>
    </message>
    <message>
        <source>parts of it are transparent</source>
        <translation>它有透明的部分</translation>
    </message>
    <message>
        <source>it is not a tar that can be read to its end</source>
        <translation>它不是能完整读取的 tar 文件</translation>
    </message>
    <message>
        <source>{name} holds a single picture, and the other is a stack.</source>
        <translation>{name} 只有一张图片，而另一方是图片序列。</translation>
    </message>
    <message>
        <source>Nothing is chosen that failed, was parked or skipped.</source>
        <translation>所选的图片中没有失败、搁置或跳过的。</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>{path} is a folder. Give the file that is to be written.</source>
        <translation>{path} 是文件夹。请给出要写入的文件。</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>矢状面</translation>
    </message>
    <message>
        <source>There are no {picture} and {mask} in {folder} that can be read.</source>
        <translation>{folder} 中没有可读取的 {picture} 和 {mask}。</translation>
    </message>
    <message>
        <source>{what} ({codec}): all packets are the same.</source>
        <translation>{what}（{codec}）：所有数据包都相同。</translation>
    </message>
    <message>
        <source>Lighter or darker than its surroundings; what is neither is proposed too</source>
        <translation>比周围更亮或更暗；两者都不是的也会被建议</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>软组织窗</translation>
    </message>
    <message>
        <source>OpenCV&apos;s, to compare with</source>
        <translation>OpenCV 的方法，用于比较</translation>
    </message>
    <message numerus="yes">
        <source>{name}: fills on {count} planes that are not saved</source>
        <translation>
            <numerusform>{name}：{count} 帧上有未保存的填充</numerusform>
        </translation>
    </message>
    <message>
        <source>A person looks at every picture with findings before it is filled.</source>
        <translation>每张有检出项的图片在填充前由人查看。</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} frames have fills. It was read back: nothing outside those was changed.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧含填充。已读回核对：填充之外没有任何改变。</translation>
    </message>
    <message>
        <source>{picture} and {mask} in {folder} are not of the same size.</source>
        <translation>{folder} 中的 {picture} 和 {mask} 大小不同。</translation>
    </message>
    <message>
        <source>Another process lists the pictures right now.</source>
        <translation>另一个进程正在列出图片。</translation>
    </message>
    <message>
        <source>There is no hole in {path}.</source>
        <translation>{path} 中没有空洞。</translation>
    </message>
    <message>
        <source>TIFF of several pages</source>
        <translation>多页 TIFF</translation>
    </message>
    <message>
        <source>The LPIPS weights {path} cannot be read: {reason}.</source>
        <translation>无法读取 LPIPS 权重 {path}：{reason}。</translation>
    </message>
    <message>
        <source>The picture was cropped to {width} x {height} pixels.</source>
        <translation>图片已裁剪为 {width} x {height} 像素。</translation>
    </message>
    <message>
        <source>Mark a part with brush or lasso to have findings there alone, or everywhere but there</source>
        <translation>用画笔或套索标记一部分，只在其中或只在其外显示检出项</translation>
    </message>
    <message>
        <source>metadata, perhaps with statistics</source>
        <translation>元数据，可能含统计值</translation>
    </message>
    <message>
        <source>{source} is not what the project {name} was made of: it was changed, or is another of that name. Put the original beside the project and open it again.</source>
        <translation>{source} 不是项目 {name} 所用的文件：它已被更改，或是同名的另一个文件。请把原始文件放到项目旁边，再打开项目。</translation>
    </message>
    <message>
        <source>{path} does not hold LPIPS weights on AlexNet: {what}.</source>
        <translation>{path} 不含 AlexNet 的 LPIPS 权重：{what}。</translation>
    </message>
    <message>
        <source>The stack or its masks were changed since {path} was begun. Start it again.</source>
        <translation>自 {path} 开始以来，序列或其蒙版已被更改。请重新开始。</translation>
    </message>
    <message>
        <source>No pixel was changed.</source>
        <translation>没有任何像素被改动。</translation>
    </message>
    <message>
        <source>LPIPS needs pictures of at least {side} pixels, not {size}.</source>
        <translation>LPIPS 需要至少 {side} 像素的图片，而不是 {size}。</translation>
    </message>
    <message>
        <source>{name} has guide lines or source regions that are in no project.</source>
        <translation>{name} 有未保存到工程中的引导线或取样区。</translation>
    </message>
    <message>
        <source>There are no masks with a hole in {folder}.</source>
        <translation>{folder} 中没有带空洞的蒙版。</translation>
    </message>
    <message>
        <source>The file&apos;s table of measured values is not applied: the samples are seen as they are stored.</source>
        <translation>没有应用文件的测量值对照表：样本按存储的数值显示。</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>脑窗</translation>
    </message>
    <message>
        <source>{path} is no mask that can be read.</source>
        <translation>{path} 不是可以读取的蒙版。</translation>
    </message>
    <message>
        <source>There is no file {path} with the weights of {what}.</source>
        <translation>没有含 {what} 权重的文件 {path}。</translation>
    </message>
    <message>
        <source>{name} is not a safetensors file with the weights of {what}.</source>
        <translation>{name} 不是含 {what} 权重的 safetensors 文件。</translation>
    </message>
    <message>
        <source>{name} does not hold the weights of VGG16: {key} is missing.</source>
        <translation>{name} 不含 VGG16 的权重：缺少 {key}。</translation>
    </message>
    <message>
        <source>Skip the picture</source>
        <translation>跳过该图片</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be written to: {reason}.</source>
        <translation>无法写入文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made: {reason}.</source>
        <translation>无法创建文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Than its surroundings</source>
        <translation>与周围相比</translation>
    </message>
    <message>
        <source>The higher, the less certain findings are proposed too</source>
        <translation>越高，越不确定的检出项也会被建议</translation>
    </message>
    <message>
        <source>The run in {folder} is going on in another process.</source>
        <translation>{folder} 中的训练正在另一个进程中进行。</translation>
    </message>
    <message>
        <source>There is no state in {folder} to go on from.</source>
        <translation>{folder} 中没有可以继续的状态。</translation>
    </message>
    <message>
        <source>These pictures lie on several drives; make a job for each.</source>
        <translation>这些图片位于多个驱动器上；请分别建立任务。</translation>
    </message>
    <message>
        <source>slice {number} of {count}</source>
        <translation>第 {number} 个切片（共 {count} 个）</translation>
    </message>
    <message>
        <source>{path} was written, but the disk did not confirm it: {reason}. Save it once more, or in another place.</source>
        <translation>{path} 已写入，但磁盘未确认：{reason}。请再保存一次，或保存到其他位置。</translation>
    </message>
    <message>
        <source>The state in {folder} is damaged and cannot be gone on from.</source>
        <translation>{folder} 中的状态已损坏，无法由它继续。</translation>
    </message>
    <message>
        <source>What is pointed at lies outside the picture, which has {size} pixels.</source>
        <translation>所指之处在图片之外，图片为 {size} 像素。</translation>
    </message>
    <message>
        <source>{name}: marks that are not filled</source>
        <translation>{name}：尚未填充的标记</translation>
    </message>
    <message>
        <source>The mark of this fill is not there any more, so it cannot be made again.</source>
        <translation>此填充的水印已不存在，因此无法重新生成。</translation>
    </message>
    <message>
        <source>Nothing differs inside the mask either; this may not be the file that was meant.</source>
        <translation>蒙版之内也没有差异；这可能不是要核对的文件。</translation>
    </message>
    <message>
        <source>the shipped checkpoint</source>
        <translation>自带的检查点</translation>
    </message>
    <message>
        <source>The state in {folder} does not fit this run and was left as it is.</source>
        <translation>{folder} 中的状态与此次训练不符，已原样保留。</translation>
    </message>
    <message>
        <source>A {format} keeps all samples as numbers, with their bands and units, and no other fact of the picture&apos;s own file.</source>
        <translation>{format} 保留全部样本及其波段和单位，不含图片原文件的其他信息。</translation>
    </message>
    <message>
        <source>The run in {folder} has {what}: it cannot go on with {other}.</source>
        <translation>{folder} 中的训练为 {what}：无法以 {other} 继续。</translation>
    </message>
    <message>
        <source>Takes what suits the hole and its surroundings</source>
        <translation>按空洞及其周围选择合适的方法</translation>
    </message>
    <message>
        <source>{name} was trained for texture: give it as --texture-checkpoint, and a faithful net as --checkpoint.</source>
        <translation>{name} 是为纹理训练的：请用 --texture-checkpoint 指定它，用 --checkpoint 指定忠实网络。</translation>
    </message>
    <message>
        <source>The mask&apos;s values of 0 and {value} were taken as keep and fill.</source>
        <translation>蒙版的值 0 和 {value} 被当作保留和填充。</translation>
    </message>
    <message>
        <source>{name} ends before its directory, which holds its size and how it is stored. Without it nothing of it can be opened.</source>
        <translation>{name} 在其目录之前就结束了，而目录记录着尺寸和存储方式。没有目录，什么也打不开。</translation>
    </message>
    <message>
        <source>There is a result already: {name}.</source>
        <translation>已有结果：{name}。</translation>
    </message>
    <message>
        <source>The trained network decides the structure</source>
        <translation>由训练好的网络决定结构</translation>
    </message>
    <message>
        <source>A batch of {count} cannot be shared evenly by {processes} processes.</source>
        <translation>每批 {count} 张无法由 {processes} 个进程均分。</translation>
    </message>
    <message>
        <source>{names}, {further}</source>
        <translation>{names}、{further}</translation>
    </message>
    <message>
        <source>A run that puts its best back when it gets worse must be of one process.</source>
        <translation>变差时恢复最佳结果的训练只能用一个进程。</translation>
    </message>
    <message>
        <source>Small noise beside the mask&apos;s black and white was taken as black and white.</source>
        <translation>蒙版黑白旁边的细小噪点被当作黑和白。</translation>
    </message>
    <message>
        <source>There is no encoder here for {codec}, which {name} is coded in. Save it Exact.</source>
        <translation>这里没有 {name} 所用的 {codec} 编码器。请选择“精确”保存。</translation>
    </message>
    <message>
        <source>{name}, {kind}: {reason}</source>
        <translation>{name}，{kind}：{reason}</translation>
    </message>
    <message>
        <source>dates</source>
        <translation>个日期</translation>
    </message>
    <message>
        <source>The picture is wholly transparent, so nothing of it can be seen; its colours are kept.</source>
        <translation>图片完全透明，因此什么也看不到；其颜色已保留。</translation>
    </message>
    <message>
        <source>borders</source>
        <translation>边缘</translation>
    </message>
    <message>
        <source>{name}: decisions about findings that are not saved</source>
        <translation>{name}：对检出项的决定尚未保存</translation>
    </message>
    <message>
        <source>There is no run in {folder} to go on with.</source>
        <translation>{folder} 中没有可以继续的训练。</translation>
    </message>
    <message>
        <source>it ends within a sequence</source>
        <translation>文件在一个序列中间结束了</translation>
    </message>
    <message>
        <source>{path} is no folder of a stack that is being filled.</source>
        <translation>{path} 不是正在填充的序列的文件夹。</translation>
    </message>
    <message>
        <source>{name} has adjustments that are not saved: straightening and cropping.</source>
        <translation>{name} 有未保存的调整：拉直和裁剪。</translation>
    </message>
    <message>
        <source>The map&apos;s system of coordinates had no number (EPSG) and was left out.</source>
        <translation>地图坐标系没有编号（EPSG），因此未写入。</translation>
    </message>
    <message>
        <source>There is a run in {folder} already: go on with it, or choose another folder.</source>
        <translation>{folder} 中已有训练：请继续它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Looking for damage</source>
        <translation>正在查找损伤</translation>
    </message>
    <message>
        <source>Darker</source>
        <translation>较暗</translation>
    </message>
    <message>
        <source>{name} is the picture that is open, and nothing has been saved over it. Choose the file that the repaired picture was saved as.</source>
        <translation>{name} 就是当前打开的图片，尚未有任何内容保存到它上面。请选择修复后的图片所保存的文件。</translation>
    </message>
    <message>
        <source>Nothing was filled.</source>
        <translation>没有填充任何内容。</translation>
    </message>
    <message>
        <source>{name} cannot be started from: its generator is not built like the preset {preset}.</source>
        <translation>无法从 {name} 开始：其生成器的构造与预设 {preset} 不同。</translation>
    </message>
    <message>
        <source>No damage was found. Try a higher sensitivity, or mark it by hand.</source>
        <translation>没有找到损伤。请提高灵敏度，或手动标记。</translation>
    </message>
    <message>
        <source>How unsure a finding may be</source>
        <translation>检出项可以有多不确定</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures could not be measured; point here to see why.</source>
        <translation>
            <numerusform>有 {count} 张图片无法测量；将指针移到这里可查看原因。</numerusform>
        </translation>
    </message>
    <message>
        <source>Noise reduction lies between 0 and 1.</source>
        <translation>降噪介于 0 和 1 之间。</translation>
    </message>
    <message>
        <source>What you marked in {name} has not been filled.</source>
        <translation>您在 {name} 中标记的内容尚未填充。</translation>
    </message>
    <message>
        <source>This machine has no device called {name}.</source>
        <translation>这台机器没有名为 {name} 的设备。</translation>
    </message>
    <message>
        <source>method {number}</source>
        <translation>方法 {number}</translation>
    </message>
    <message>
        <source>A semi-transparent mark is inverted, so that what was there comes back</source>
        <translation>反算半透明水印，使原有内容恢复</translation>
    </message>
    <message>
        <source>What looks like it</source>
        <translation>看起来像的</translation>
    </message>
    <message>
        <source>There is only one photograph, so the run is judged on what it learns from.</source>
        <translation>只有一张照片，因此训练以所学内容来评判。</translation>
    </message>
    <message>
        <source>TensorBoard is not installed, so its events are not written; log.jsonl has them all.</source>
        <translation>未安装 TensorBoard，因此不写其事件；log.jsonl 中全都有。</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>The run was stopped, with all that is needed to go on saved.</source>
        <translation>训练已停止，继续所需的一切都已保存。</translation>
    </message>
    <message>
        <source>When uncertain</source>
        <translation>不确定时</translation>
    </message>
    <message>
        <source>The {count} minutes are over.</source>
        <translation>{count} 分钟已到。</translation>
    </message>
    <message>
        <source>{what}; and marks</source>
        <translation>{what}；以及标记</translation>
    </message>
    <message>
        <source>{name} is in no file yet.</source>
        <translation>{name} 还没有保存到任何文件。</translation>
    </message>
    <message>
        <source>All {count} images are seen.</source>
        <translation>全部 {count} 张图都已看完。</translation>
    </message>
    <message>
        <source>The run stopped because its folder cannot be written to: {reason}.</source>
        <translation>训练已停止，因为无法写入其文件夹：{reason}。</translation>
    </message>
    <message>
        <source>{name}: {kind}, {count} {axis}.</source>
        <translation>{name}：{kind}，{count} {axis}。</translation>
    </message>
    <message>
        <source>it ends before its last sample</source>
        <translation>文件在最后一个样本之前就结束了</translation>
    </message>
    <message>
        <source>scratches</source>
        <translation>划痕</translation>
    </message>
    <message>
        <source>Dust (infrared)</source>
        <translation>灰尘（红外）</translation>
    </message>
    <message>
        <source>The run stopped because its {loss} is no longer a number.{snapshot} A lower learning rate may help.</source>
        <translation>训练已停止，因为其 {loss} 不再是数值。{snapshot}降低学习率可能有用。</translation>
    </message>
    <message>
        <source>onnxruntime cannot run {name}: {error}. Update the package onnxruntime.</source>
        <translation>onnxruntime 无法运行 {name}：{error}。请更新 onnxruntime 包。</translation>
    </message>
    <message>
        <source>Its strokes could not be told from what is behind them, so the whole box is marked.</source>
        <translation>无法将笔画与背景区分开，因此标记了整个方框。</translation>
    </message>
    <message>
        <source>How far the mask reaches past what was detected</source>
        <translation>蒙版超出检出部分的距离</translation>
    </message>
    <message>
        <source>{count} pages are unlike the first, which is {width} x {height} pixels, and cannot be planes of the stack: {numbers}.</source>
        <translation>有 {count} 页与第一页（{width} x {height} 像素）不同，不能作为序列的帧：{numbers}。</translation>
    </message>
    <message>
        <source> The last good snapshot is {path}.</source>
        <translation>最后一个完好的快照是 {path}。</translation>
    </message>
    <message>
        <source>{name} is a video. {how}</source>
        <translation>{name} 是视频。{how}</translation>
    </message>
    <message>
        <source>{name} holds more than {count} pictures.</source>
        <translation>{name} 中的图片超过 {count} 张。</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared is the original&apos;s, sample for sample.</source>
        <translation>扫描仪的红外通道与原件逐样本相同。</translation>
    </message>
    <message>
        <source>private data</source>
        <translation>专有数据</translation>
    </message>
    <message>
        <source>{name} cannot be saved here.</source>
        <translation>无法在此保存 {name}。</translation>
    </message>
    <message>
        <source>Without saving this is lost. The file that was opened is as it was.</source>
        <translation>如果不保存，这些内容将会丢失。所打开的文件保持原样。</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>{name} holds {photometric} samples of {bits} bits, which are not opened.</source>
        <translation>{name} 含有 {bits} 位的 {photometric} 样本，无法打开。</translation>
    </message>
    <message>
        <source>Held-out scores only became worse, so what it began with was put back.</source>
        <translation>留出评分只变得更差，因此恢复了开始时的状态。</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>a list of {names}</source>
        <translation>由 {names} 组成的列表</translation>
    </message>
    <message>
        <source>Held-out scores became worse again, so the best, after {count} images, was put back.</source>
        <translation>留出评分再次变差，因此恢复了 {count} 张图之后的最佳结果。</translation>
    </message>
    <message>
        <source>Too little of the picture is whole: there is no room for crops of {crop} pixels beside what is held out.</source>
        <translation>图片完好的部分太少：除留出部分外容不下 {crop} 像素的裁剪。</translation>
    </message>
    <message>
        <source>{name} is not a mask of this photograph: its sides are in another proportion.</source>
        <translation>{name} 不是这张照片的蒙版：其边长比例不同。</translation>
    </message>
    <message>
        <source>The method {method} needs OpenCV, which is not installed (opencv-contrib-python-headless).</source>
        <translation>方法 {method} 需要 OpenCV，但未安装（opencv-contrib-python-headless）。</translation>
    </message>
    <message>
        <source>{count} planes are filled.</source>
        <translation>已填充 {count} 帧。</translation>
    </message>
    <message>
        <source>brush stroke</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>There is no device called {name}; there are {known}.</source>
        <translation>没有名为 {name} 的设备；可用的有 {known}。</translation>
    </message>
    <message>
        <source>This machine has no {kind} device that the installed PyTorch can use.</source>
        <translation>这台机器没有已安装的 PyTorch 可用的 {kind} 设备。</translation>
    </message>
    <message>
        <source>It lies at the edge of the frame and may be the film holder.</source>
        <translation>它位于画面边缘，可能是片夹。</translation>
    </message>
    <message>
        <source>{name} holds more than {count} frames, which is more than can be opened. Cut it into parts first.</source>
        <translation>{name} 含有超过 {count} 帧，超出可打开的数量。请先把它切成几段。</translation>
    </message>
    <message>
        <source>These sizes are for pictures of {side} px, and follow the size of others.</source>
        <translation>这些尺寸针对 {side} 像素的图片，其他图片按比例调整。</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>{name} is no decoder of MobileSAM: its inputs and outputs are others.</source>
        <translation>{name} 不是 MobileSAM 的解码器：它的输入和输出不同。</translation>
    </message>
    <message>
        <source>There is not enough memory to run the generator, not even on a small part. Nothing was changed.</source>
        <translation>内存不足以运行生成器，即使只处理一小部分也不够。没有任何改动。</translation>
    </message>
    <message>
        <source>The setting {name} must be a number, not {value}.</source>
        <translation>设置 {name} 必须是数值，而不是 {value}。</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>The findings to be reviewed are gone.</source>
        <translation>待审阅的检出项已不存在。</translation>
    </message>
    <message>
        <source>The mask&apos;s colours were taken as marks: everything but black is filled.</source>
        <translation>蒙版的颜色被当作标记：黑色以外的部分都会填充。</translation>
    </message>
    <message>
        <source>The job has no picture {name}.</source>
        <translation>任务中没有图片 {name}。</translation>
    </message>
    <message>
        <source>{name} holds {count} series: {files}. Open a file of the one that is meant.</source>
        <translation>{name} 中有 {count} 个序列：{files}。请打开所需序列中的一个文件。</translation>
    </message>
    <message>
        <source>--report {path} is a file that this call fills, reads or writes, and would be lost.</source>
        <translation>--report {path} 是本次调用要修补、读取或写入的文件，写入报告会使其丢失。</translation>
    </message>
    <message>
        <source>The fill did not keep inside the mask. It was thrown away and the picture left as it was.</source>
        <translation>填充超出了蒙版。已将其丢弃，图片保持原样。</translation>
    </message>
    <message>
        <source>Texts of the scene</source>
        <translation>场景文字</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>The routine saves to another place than the job does; make another job.</source>
        <translation>该流程的保存位置与任务的不同；请另建任务。</translation>
    </message>
    <message>
        <source>The generator answered with values that are not numbers. The picture was left as it was.</source>
        <translation>生成器的结果含有非数值。图片保持原样。</translation>
    </message>
    <message>
        <source>Turned and faint text too; takes about three times as long</source>
        <translation>也查找旋转的和很淡的文字；耗时约为三倍</translation>
    </message>
    <message>
        <source>{path} cannot be a folder: {name} is a file.</source>
        <translation>{path} 不能作为文件夹：{name} 是文件。</translation>
    </message>
    <message>
        <source>{path} is read by this call and is not written over. Give another folder.</source>
        <translation>本次调用要读取 {path}，因此不会覆盖它。请指定另一个文件夹。</translation>
    </message>
    <message>
        <source>transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <source>Date stamp</source>
        <translation>日期戳</translation>
    </message>
    <message>
        <source>The picture&apos;s own texture, guided by the generator</source>
        <translation>由生成器引导的图片自身纹理</translation>
    </message>
    <message>
        <source>it does not say where its samples lie</source>
        <translation>其中没有说明样本的位置</translation>
    </message>
    <message>
        <source>{name} has adjustments that are not saved: tones, straightening and cropping.</source>
        <translation>{name} 有未保存的调整：色调、拉直和裁剪。</translation>
    </message>
    <message>
        <source>Looking for text</source>
        <translation>正在查找文字</translation>
    </message>
    <message>
        <source>Allow loss</source>
        <translation>允许有损</translation>
    </message>
    <message numerus="yes">
        <source>about {count} minutes left</source>
        <translation>
            <numerusform>约剩 {count} 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Under what the mark hides altogether nothing can be restored</source>
        <translation>被水印完全遮住之处无法恢复</translation>
    </message>
    <message>
        <source>{name} is the original, and every pixel of it would change with the adjustments. Save a copy under another name, or hide the adjustments.</source>
        <translation>{name} 是原图，应用调整会改变它的每个像素。请以其他名称保存副本，或隐藏调整。</translation>
    </message>
    <message>
        <source>Finding text needs the package onnxruntime. {how}</source>
        <translation>查找文字需要 onnxruntime 包。{how}</translation>
    </message>
    <message>
        <source>The run stopped because another of its processes has ended or does not answer.</source>
        <translation>训练已停止，因为它的另一个进程已结束或没有响应。</translation>
    </message>
    <message numerus="yes">
        <source>What you marked on {count} planes of {name} has not been filled.</source>
        <translation>
            <numerusform>您在 {name} 的 {count} 帧上标记的内容尚未填充。</numerusform>
        </translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>further pictures</source>
        <translation>其他图片</translation>
    </message>
    <message>
        <source>Nothing is chosen whose findings wait for a decision.</source>
        <translation>所选的图片中没有等待决定的检出项。</translation>
    </message>
    <message>
        <source>Clouds are told by their blue, green and red. Choose which bands are seen as these, in the levels.</source>
        <translation>云是根据蓝、绿、红波段判断的。请在色阶中选择显示为这些颜色的波段。</translation>
    </message>
    <message>
        <source>The mask&apos;s values of 0 to {value} were taken as 0 to 255.</source>
        <translation>蒙版的数值 0 到 {value} 已按 0 到 255 处理。</translation>
    </message>
    <message>
        <source>The folder {folder} could not be made: {reason}.</source>
        <translation>无法创建文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Of the picture. Where more is marked, it is looked at however certain it is.</source>
        <translation>占画面的比例。标记更多时，无论多确定都会被查看。</translation>
    </message>
    <message>
        <source>YES: every sample outside the JPEG blocks that the masks touch is the original&apos;s.</source>
        <translation>是：蒙版触及的 JPEG 块以外的每个样本都与原片相同。</translation>
    </message>
    <message>
        <source>Nothing is painted in the mask.</source>
        <translation>蒙版中没有画任何东西。</translation>
    </message>
    <message>
        <source>No generator checkpoint is installed, so this method cannot be used.</source>
        <translation>未安装生成器检查点，因此无法使用此方法。</translation>
    </message>
    <message>
        <source>No generator checkpoint is installed, so the hole was filled without one.</source>
        <translation>未安装生成器检查点，因此在没有它的情况下填充了空洞。</translation>
    </message>
    <message>
        <source>What is unknown was read from {name}; that file is never written.</source>
        <translation>未知区域读自 {name}；该文件永远不会被写入。</translation>
    </message>
    <message>
        <source>Hair</source>
        <translation>毛发</translation>
    </message>
    <message>
        <source>The {kind} device stopped working during the fill: {reason}.</source>
        <translation>{kind} 设备在填充期间停止工作：{reason}。</translation>
    </message>
    <message>
        <source>The motion could not be followed beyond plane {plane}: what is marked leaves the picture, or another scene begins. Mark it anew from there.</source>
        <translation>从第 {plane} 帧起无法继续跟随运动：所标记的部分离开了画面，或开始了另一个场景。请从那里重新标记。</translation>
    </message>
    <message>
        <source>The memory of the {kind} device was too short: the generator worked on the processor.</source>
        <translation>{kind} 设备的内存不足：生成器改在处理器上运行。</translation>
    </message>
    <message>
        <source>blobs</source>
        <translation>斑块</translation>
    </message>
    <message>
        <source>Memory was short: the generator worked at half size.</source>
        <translation>内存不足：生成器以一半大小运行。</translation>
    </message>
    <message>
        <source>A project keeps the marks, so that you can go on with them later.</source>
        <translation>工程会保留这些标记，以便日后继续。</translation>
    </message>
    <message>
        <source>Files are missing between number {before} and number {after}.</source>
        <translation>编号 {before} 与编号 {after} 之间缺少文件。</translation>
    </message>
    <message>
        <source>Memory was short: the generator worked in tiles of {side} pixels.</source>
        <translation>内存不足：生成器以 {side} 像素的分块运行。</translation>
    </message>
    <message>
        <source>CANNOT BE PROVED for a {kind} (lossy) copy: encoding changes every pixel of it. {count} pixels outside the mask differ, by at most {most}. Save as PNG, TIFF or WebP to prove it.</source>
        <translation>{kind}（有损）副本无法证明：编码会改变其中每个像素。蒙版之外有 {count} 个像素不同，最多相差 {most}。请另存为 PNG、TIFF 或 WebP 再来证明。</translation>
    </message>
    <message>
        <source>There was nothing to copy from, so the hole was filled without texture.</source>
        <translation>没有可供复制的内容，因此空洞填充时没有纹理。</translation>
    </message>
    <message>
        <source>There is no method to evaluate.</source>
        <translation>没有要评估的方法。</translation>
    </message>
    <message>
        <source>NO: {original} has {count} planes and {result} has {other}, so nothing can be proven.</source>
        <translation>否：{original} 有 {count} 帧，而 {result} 有 {other} 帧，无法证明任何结论。</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>{name} is saved with its fills.</source>
        <translation>已保存 {name}，包含其填充。</translation>
    </message>
    <message>
        <source>{name}: adjustments that are not saved</source>
        <translation>{name}：未保存的调整</translation>
    </message>
    <message>
        <source>The copy was encoded anew as {format}, at quality {quality}.</source>
        <translation>副本已重新编码为 {format}，质量为 {quality}。</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was opened. Open it again.</source>
        <translation>{name} 在打开之后被其他程序更改了。请重新打开。</translation>
    </message>
    <message>
        <source>{name} was not opened: the system ended its decoder, perhaps for want of memory. Close other programs and try again.</source>
        <translation>未能打开 {name}：系统结束了解码器，可能是内存不足。请关闭其他程序后重试。</translation>
    </message>
    <message numerus="yes">
        <source>{name} has fills on {count} planes that are not saved.</source>
        <translation>
            <numerusform>{name} 在 {count} 帧上有未保存的填充。</numerusform>
        </translation>
    </message>
    <message>
        <source>Smooth mask</source>
        <translation>平滑蒙版</translation>
    </message>
    <message>
        <source>None of the pictures in {folder} could be filled by any method.</source>
        <translation>{folder} 中的图片没有一张能用任何方法填充。</translation>
    </message>
    <message>
        <source>Nothing can be written to {path}: {reason}.</source>
        <translation>无法向 {path} 写入任何内容：{reason}。</translation>
    </message>
    <message>
        <source>The text detector is missing from this installation. Install it again.</source>
        <translation>此安装中缺少文字检测器。请重新安装。</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>灵敏度</translation>
    </message>
    <message>
        <source>{name} was changed by another program since the stack was opened. Open the stack again.</source>
        <translation>{name} 在序列打开后被其他程序更改。请重新打开该序列。</translation>
    </message>
    <message>
        <source>axial</source>
        <translation>横断面</translation>
    </message>
    <message>
        <source>The evaluation could not be written to {path}: {reason}.</source>
        <translation>无法将评估写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>There is no folder {path}.</source>
        <translation>没有文件夹 {path}。</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}：{reason}</translation>
    </message>
    <message>
        <source>Replace it, and keep it as NAME~</source>
        <translation>替换，并将其保留为 NAME~</translation>
    </message>
    <message>
        <source>{name} is compressed as JPEG of more than 8 bits, which is not opened.</source>
        <translation>{name} 以超过 8 位的 JPEG 压缩，无法打开。</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} frames were encoded again. It was read back: all other frames are the same, and outside the fills those are like the original to {decibels} dB.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧重新编码。已读回核对：其余各帧相同，这些帧在填充之外与原片的相似度为 {decibels} dB。</translation>
    </message>
    <message>
        <source>{count} frames before the first key frame cannot be decoded and are left out.</source>
        <translation>第一个关键帧之前的 {count} 帧无法解码，已略去。</translation>
    </message>
    <message>
        <source>a sequence of it is broken</source>
        <translation>其中一个序列已损坏</translation>
    </message>
    <message>
        <source>{original} and {result} are the same file, and comparing it with itself proves nothing. Compare it with the picture as it was: a file that was overwritten is kept as {name}~.</source>
        <translation>{original} 与 {result} 是同一个文件，与自身比较不能证明任何事。请与原来的图片比较：被覆盖的文件保留为 {name}~。</translation>
    </message>
    <message>
        <source>there is no folder {path}</source>
        <translation>没有文件夹 {path}</translation>
    </message>
    <message>
        <source>The file&apos;s coded samples are damaged. It could not be found out where: some of the picture, or of its finer detail, is probably wrong. Look at it closely.</source>
        <translation>文件的编码样本已损坏，但无法确定位置：图片的一部分或其细节可能有误，请仔细查看。</translation>
    </message>
    <message>
        <source>It does not have the mark, and was left alone.</source>
        <translation>它没有这个水印，未作改动。</translation>
    </message>
    <message>
        <source>The file could be read as a TIFF too. It is saved as DICOM alone.</source>
        <translation>该文件原来也能作为 TIFF 读取。现在只保存为 DICOM。</translation>
    </message>
    <message>
        <source>There are no pictures in {folder}.</source>
        <translation>{folder} 中没有图片。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures were left out; F takes them in again.</source>
        <translation>
            <numerusform>已排除 {count} 张图片；按 F 可重新加入。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>The mask in {name} could not be read, and was not used.</source>
        <translation>无法读取 {name} 中的掩膜，因此未使用。</translation>
    </message>
    <message>
        <source>The file&apos;s {block} could not be read, or not wholly; what could not be read was left out.</source>
        <translation>文件的 {block} 无法读取或无法完整读取；读不出的部分已省略。</translation>
    </message>
    <message>
        <source>{name} is no ONNX graph that can be read. Fetch it again; it may be cut short.</source>
        <translation>{name} 不是可读的 ONNX 图。请重新获取，它可能不完整。</translation>
    </message>
    <message>
        <source>{plane} is {form}, and the stack {name} is {others}. All planes of a stack must be alike.</source>
        <translation>{plane} 为 {form}，而序列 {name} 为 {others}。序列的所有帧必须一致。</translation>
    </message>
    <message>
        <source>{name} is smaller than {side} pixels.</source>
        <translation>{name} 小于 {side} 像素。</translation>
    </message>
    <message>
        <source>{name} holds a single picture. Fill it without the flags for stacks.</source>
        <translation>{name} 只含一张图片。请不带序列选项来填充它。</translation>
    </message>
    <message>
        <source>The report cannot be written to {path}: there is no folder {folder}.</source>
        <translation>报告无法写入 {path}：没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>Find text</source>
        <translation>查找文字</translation>
    </message>
    <message>
        <source>{name} is saved: {count} of {all} planes have fills.</source>
        <translation>{name} 已保存：{all} 帧中有 {count} 帧含填充。</translation>
    </message>
    <message>
        <source>There is no kind of hole called {kind}; there are {known}.</source>
        <translation>没有名为 {kind} 的空洞种类；可用的有 {known}。</translation>
    </message>
    <message>
        <source>darker than</source>
        <translation>暗于</translation>
    </message>
    <message>
        <source>The file&apos;s statistics are those of the picture before the fill; they were kept.</source>
        <translation>文件中的统计值是填充之前图片的；已保留。</translation>
    </message>
    <message>
        <source>{count} planes are not marked any more as they were when the run began; they stay as they are.</source>
        <translation>{count} 帧的标记已不同于填充开始时，这些帧保持不变。</translation>
    </message>
    <message>
        <source>The mask of {name} has no hole in the part that is used, or nothing else.</source>
        <translation>{name} 的蒙版在所用部分没有空洞，或全是空洞。</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>请先选择一个图片文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>{name}, {when} ({count} steps)</source>
        <translation>
            <numerusform>{name}，{when}（{count} 步）</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} names were given for {checkpoints} checkpoints.</source>
        <translation>为 {checkpoints} 个检查点给出了 {count} 个名称。</translation>
    </message>
    <message>
        <source>YES: on all {count} planes every pixel outside the masks and the JPEG blocks (8 x 8 samples) that they touch is the original&apos;s. In JPEGs the touched blocks are encoded anew.</source>
        <translation>是：全部 {count} 帧上，蒙版及其所触及的 JPEG 块（8 x 8 样本）之外的每个像素都与原图相同。JPEG 中被触及的块会重新编码。</translation>
    </message>
    <message>
        <source>{share} % of the pixels hold nothing, as the file itself says; no fill is made from them.</source>
        <translation>文件自身说明有 {share} % 的像素没有数据；不会用它们来填充。</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>页</translation>
    </message>
    <message>
        <source>LPIPS by torchmetrics needs the package torchmetrics. {how}</source>
        <translation>torchmetrics 的 LPIPS 需要软件包 torchmetrics。{how}</translation>
    </message>
    <message>
        <source>{name} holds a single picture, {file}. Open that file.</source>
        <translation>{name} 中只有一张图片 {file}。请打开该文件。</translation>
    </message>
    <message>
        <source>torchmetrics has not fetched AlexNet yet: there is no {path}. Use torchmetrics&apos; LPIPS once with a network, or give a file of weights.</source>
        <translation>torchmetrics 尚未获取 AlexNet：没有 {path}。请联网使用一次 torchmetrics 的 LPIPS，或指定权重文件。</translation>
    </message>
    <message>
        <source>By how much its blue exceeds that of clear ground at least</source>
        <translation>其蓝色至少比晴空地面高出多少</translation>
    </message>
    <message>
        <source>No object stands out there.</source>
        <translation>那里没有突出的物体。</translation>
    </message>
    <message>
        <source>0 % enlarges noise and JPEG blocks too; more takes them away first, and some of the finest detail.</source>
        <translation>0 % 会把噪点和 JPEG 方块一并放大；数值越大，越会先去除它们，也会损失一些最细微的细节。</translation>
    </message>
    <message numerus="yes">
        <source>It was not laid on {count} pictures of other proportions (width to height), where it would not fit: mark those separately.</source>
        <translation>
            <numerusform>有 {count} 张图片的宽高比不同，蒙版对不上，因此没有用到它们上：请单独标记。</numerusform>
        </translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>{name} is a DICOM file that holds a film, which is not opened.</source>
        <translation>{name} 是含有影片的 DICOM 文件，不会打开它。</translation>
    </message>
    <message>
        <source>The weights that torchmetrics has are not LPIPS on AlexNet: {name} does not fit.</source>
        <translation>torchmetrics 的权重不是 AlexNet 的 LPIPS：{name} 不符。</translation>
    </message>
    <message>
        <source>This job was made by a newer version of this program.</source>
        <translation>该任务由本程序的较新版本创建。</translation>
    </message>
    <message>
        <source>CANNOT BE PROVED for {count} planes, which are lossy copies: {names}. Save as PNG or TIFF to prove it.</source>
        <translation>有 {count} 帧为有损副本，无法证明：{names}。另存为 PNG 或 TIFF 即可证明。</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>已保存 {name}。</translation>
    </message>
    <message>
        <source>{name} has fills that are not saved.</source>
        <translation>{name} 有未保存的填充。</translation>
    </message>
    <message>
        <source>There is no method called {name}; there are {known}.</source>
        <translation>没有名为 {name} 的方法；可用的有 {known}。</translation>
    </message>
    <message>
        <source>The engine has no method called {name}; it has {known}.</source>
        <translation>引擎没有名为 {name} 的方法；它有 {known}。</translation>
    </message>
    <message>
        <source>{name} needs OpenCV&apos;s contributed modules. {how}</source>
        <translation>{name} 需要 OpenCV 的 contrib 模块。{how}</translation>
    </message>
    <message>
        <source>{name} is no mark that this program has written: it does not say where the mark lies. Use it as a logo.</source>
        <translation>{name} 不是本程序写出的水印文件：其中没有水印的位置。请将其作为标志使用。</translation>
    </message>
    <message>
        <source>PyPatchMatch is installed, but its native library cannot be loaded on this system.</source>
        <translation>已安装 PyPatchMatch，但其原生库无法在此系统上加载。</translation>
    </message>
    <message>
        <source>Mark the box of each line instead of its strokes</source>
        <translation>标记每行文字的方框，而不是笔画</translation>
    </message>
    <message>
        <source>{name} is saved; no plane was changed.</source>
        <translation>{name} 已保存；没有改变任何帧。</translation>
    </message>
    <message>
        <source>{name} stores its samples in a way that is not opened ({reason}).</source>
        <translation>{name} 的样本存储方式无法打开（{reason}）。</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Thin: {kinds}</source>
        <translation>细：{kinds}</translation>
    </message>
    <message>
        <source>The name rule {rule} must stay in its folder: no .., no / at an end and none of {signs}.</source>
        <translation>命名规则 {rule} 必须留在其文件夹内：不含 ..，首尾不含 /，且不含 {signs}。</translation>
    </message>
    <message>
        <source>What is hidden in the Fills panel is not in the file.</source>
        <translation>在“填充”面板中隐藏的内容不在文件中。</translation>
    </message>
    <message>
        <source>Everything in this picture is known.</source>
        <translation>此图片中没有未知部分。</translation>
    </message>
    <message>
        <source>Shrink mask</source>
        <translation>缩小蒙版</translation>
    </message>
    <message>
        <source>Darker only</source>
        <translation>仅更暗</translation>
    </message>
    <message>
        <source>{name} needs the package {package}. {how}</source>
        <translation>{name} 需要软件包 {package}。{how}</translation>
    </message>
    <message>
        <source>Graph cut (built in)</source>
        <translation>图割（内置）</translation>
    </message>
    <message>
        <source>Note of the edits</source>
        <translation>编辑记录</translation>
    </message>
    <message>
        <source>{count} files like {name}</source>
        <translation>{count} 个类似 {name} 的文件</translation>
    </message>
    <message>
        <source>Every sample outside the JPEG blocks that the repairs touch stays as it is; those blocks are encoded anew.</source>
        <translation>修复所触及的 JPEG 块以外的每个样本都保持不变；这些块会重新编码。</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared was read from {name}; that file is never written.</source>
        <translation>扫描仪红外通道已从 {name} 读取；该文件绝不会被写入。</translation>
    </message>
    <message>
        <source>There is not enough memory for this.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>Nothing in the mask is above {value} of 255, so fills cover the picture only in part.</source>
        <translation>蒙版中没有超过 {value}（共 255）的值，因此填充只会部分覆盖图片。</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>Something went wrong ({kind}).</source>
        <translation>出了问题（{kind}）。</translation>
    </message>
    <message>
        <source>Find lines</source>
        <translation>查找线条</translation>
    </message>
    <message>
        <source>Looking for clouds</source>
        <translation>正在查找云</translation>
    </message>
    <message>
        <source>Edges that end at the hole are found and carried on through it</source>
        <translation>查找止于空洞的边缘，并使其穿过空洞延续</translation>
    </message>
    <message>
        <source>There is no task called {name}; there are {known}.</source>
        <translation>没有名为 {name} 的任务；现有 {known}。</translation>
    </message>
    <message>
        <source>Texture lies between 0 and 1.</source>
        <translation>纹理介于 0 和 1 之间。</translation>
    </message>
    <message>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待审阅</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>倍数</translation>
    </message>
    <message>
        <source>A picture of {width} x {height} pixels cannot be enlarged: it has no detail to go by.</source>
        <translation>{width} x {height} 像素的图片无法放大：没有可依据的细节。</translation>
    </message>
    <message>
        <source>A picture of {across} x {down} pixels is enlarged to {width} x {height} at most, {factor} times.</source>
        <translation>{across} x {down} 像素的图片最多放大到 {width} x {height}，即 {factor} 倍。</translation>
    </message>
    <message>
        <source>{name}, {when} (in no file)</source>
        <translation>{name}，{when}（尚未存入文件）</translation>
    </message>
    <message>
        <source>The memory does not hold a result of {width} x {height} pixels.</source>
        <translation>内存容纳不下 {width} x {height} 像素的结果。</translation>
    </message>
    <message>
        <source>Planes are aligned as a whole, since OpenCV is not installed: what moves by itself is followed better with it. {how}</source>
        <translation>由于未安装 OpenCV，各帧只能整体对齐：装上它之后，能更好地跟踪自行移动的物体。{how}</translation>
    </message>
    <message>
        <source>It lets light through: the photograph under it is brought back, not filled.</source>
        <translation>它是半透明的：其下的照片内容会被恢复，而不是填充。</translation>
    </message>
    <message>
        <source>{name} fills holes: it cannot enlarge pictures.</source>
        <translation>{name} 用于填补空洞：不能放大图片。</translation>
    </message>
    <message>
        <source>The mask is used on {count} more planes; undo takes it off all of them.</source>
        <translation>蒙版已用于另外 {count} 帧；撤销可将其全部取下。</translation>
    </message>
    <message>
        <source>The routine needs “cards”, a list, and may have a “title”.</source>
        <translation>流程需要列表 “cards”，并可有 “title”。</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>不包括</translation>
    </message>
    <message>
        <source>{folder} holds no job: {name} could not be read.</source>
        <translation>{folder} 中没有任务：无法读取 {name}。</translation>
    </message>
    <message>
        <source>The card “find” names no finder; there are {names}.</source>
        <translation>“find” 卡片没有指定检测器；可用的有 {names}。</translation>
    </message>
    <message>
        <source>{name} does not give each of its frames a time of its own, so they cannot be told apart. Copy it into a Matroska (.mkv) file with another program and open that.</source>
        <translation>{name} 没有给每一帧各自的时间，因此无法区分各帧。请用其他程序把它复制到 Matroska (.mkv) 文件中再打开。</translation>
    </message>
    <message>
        <source>An XMP note of what was filled, where and by what</source>
        <translation>XMP 记录：填充了什么、何处、用什么</translation>
    </message>
    <message>
        <source>{name} enlarges pictures: it cannot fill holes.</source>
        <translation>{name} 用于放大图片：不能填补空洞。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>{{name}} of the picture, {{suffix}} of what is written, {{folder}} of the picture below the root</source>
        <translation>{{name}} 图片名，{{suffix}} 写入文件的扩展名，{{folder}} 图片在根目录下的文件夹</translation>
    </message>
    <message>
        <source>Enlarged from {width} x {height} to {new_width} x {new_height} pixels, bicubic.</source>
        <translation>已从 {width} x {height} 放大到 {new_width} x {new_height} 像素，双三次插值。</translation>
    </message>
    <message>
        <source>Texture is for runs that enlarge; one that fills always learns it.</source>
        <translation>纹理选项用于放大的训练；用于填充的训练总会学习纹理。</translation>
    </message>
    <message>
        <source>Pictures are enlarged by 2, 3 or 4 times, not by {factor}.</source>
        <translation>图片可放大 2、3 或 4 倍，不能放大 {factor} 倍。</translation>
    </message>
    <message>
        <source>The review of {name} from {when} was cut off; it can be had back.</source>
        <translation>{name} 于 {when} 的审阅被中断，可以恢复。</translation>
    </message>
    <message>
        <source>{width} x {height} pixels are not more than the picture&apos;s {across} x {down}.</source>
        <translation>{width} x {height} 像素并不大于图片的 {across} x {down}。</translation>
    </message>
    <message>
        <source>Attached files of the film were left out; only Matroska holds them.</source>
        <translation>影片的附件已略去；只有 Matroska 能容纳附件。</translation>
    </message>
    <message>
        <source>{path} was changed by another program since it was opened. Open it again.</source>
        <translation>{path} 在打开之后被其他程序更改了。请重新打开。</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Times of frames differ by at most {ms} ms.</source>
        <translation>各帧的时间最多相差 {ms} 毫秒。</translation>
    </message>
    <message>
        <source>The name rule {rule} gives each result the name of its original.</source>
        <translation>命名规则 {rule} 使每个结果与原图同名。</translation>
    </message>
    <message>
        <source>0 % shows what is certain; more invents probable detail, which the small picture does not hold.</source>
        <translation>0 % 只显示确定的内容；数值越大，补出的可能细节越多，而小图片中并没有这些细节。</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>已决定</translation>
    </message>
    <message numerus="yes">
        <source>None of {count} findings was accepted.</source>
        <translation>
            <numerusform>{count} 个检出项均未被接受。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} findings wait for a decision.</source>
        <translation>
            <numerusform>{count} 个检出项等待决定。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} findings let light through: under them the photograph was brought back, not filled.</source>
        <translation type="unfinished">
            <numerusform>{count} 个检出项是半透明的：其下的照片内容已恢复，而不是填充。</numerusform>
        </translation>
    </message>
    <message>
        <source>What enlarges fills no holes, so it is left out here.</source>
        <translation>用于放大的方法不填补空洞，因此这里略过它。</translation>
    </message>
    <message>
        <source>The scanner&apos;s infrared is not enlarged, so the result has none.</source>
        <translation>扫描仪的红外通道不会放大，因此结果中没有红外。</translation>
    </message>
    <message>
        <source>No checkpoint that enlarges {factor} times is installed.</source>
        <translation>没有安装放大 {factor} 倍的检查点。</translation>
    </message>
    <message>
        <source>{name} is damaged: its chain of pages breaks off behind page {count}.</source>
        <translation>{name} 已损坏：页面链在第 {count} 页之后中断。</translation>
    </message>
    <message>
        <source>It was encoded as {format}, at quality {quality}.</source>
        <translation>已编码为 {format}，质量 {quality}。</translation>
    </message>
    <message>
        <source>{name}, {when} (a review)</source>
        <translation>{name}，{when}（审阅）</translation>
    </message>
    <message>
        <source>{name} enlarges {its} times; this picture needs one that enlarges {factor} times.</source>
        <translation>{name} 放大 {its} 倍；此图片需要放大 {factor} 倍的检查点。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>These numbers describe no net that enlarges.</source>
        <translation>这些数字不能构成用于放大的网络。</translation>
    </message>
    <message>
        <source>{count} pictures are not of the size of the others, {width} x {height} pixels, and cannot be planes of the stack: {names}.</source>
        <translation>有 {count} 张图片的尺寸与其他图片（{width} x {height} 像素）不同，不能作为序列的帧：{names}。</translation>
    </message>
    <message>
        <source>it contradicts itself about its size</source>
        <translation>其中关于尺寸的说明自相矛盾</translation>
    </message>
    <message>
        <source>A run that enlarges learns from whole photographs: holes and masks have no part.</source>
        <translation>学习放大的训练使用整张照片：与空洞和蒙版无关。</translation>
    </message>
    <message>
        <source>No checkpoint that enlarges {factor} times with texture is installed.</source>
        <translation>没有安装放大 {factor} 倍并带纹理的检查点。</translation>
    </message>
    <message>
        <source>A picture has from 1 to {most} pixels a side.</source>
        <translation>图片每边有 1 到 {most} 像素。</translation>
    </message>
    <message>
        <source>{name} from {when} was in no file when the program was cut off.</source>
        <translation>程序意外中断时，{when} 的 {name} 尚未存入任何文件。</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>The result of {width} x {height} pixels would take {size}, more than the {allowed} allowed for one picture.</source>
        <translation>{width} x {height} 像素的结果将占用 {size}，超过单张图片允许的 {allowed}。</translation>
    </message>
    <message>
        <source>{path} could not be saved: what was written is not what was to be copied.</source>
        <translation>无法保存 {path}：写入的内容与要复制的内容不一致。</translation>
    </message>
    <message>
        <source>A picture of measured bands is not enlarged: the nets have learnt from photographs, not from data.</source>
        <translation>测量波段的图片不能放大：网络学习的是照片，不是数据。</translation>
    </message>
    <message numerus="yes">
        <source>{count} findings were filled.</source>
        <translation>
            <numerusform>已填充 {count} 个检出项。</numerusform>
        </translation>
    </message>
    <message>
        <source>Enlarged from {width} x {height} to {new_width} x {new_height} pixels, texture {percent} %, checkpoint {checkpoint}.</source>
        <translation>已从 {width} x {height} 放大到 {new_width} x {new_height} 像素，纹理 {percent} %，检查点 {checkpoint}。</translation>
    </message>
    <message>
        <source>The {what} of the {format} file that the picture was made from was left out.</source>
        <translation>生成此图片的 {format} 文件中的 {what} 已省略。</translation>
    </message>
    <message>
        <source>What enlarges is compared on a test hole: it restores what is there, shrunk first.</source>
        <translation>放大方法在测试空洞上比较：先缩小那里的内容，再由它还原。</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures have the mark.</source>
        <translation>
            <numerusform>{count} 张图片带有水印。</numerusform>
        </translation>
    </message>
    <message>
        <source>Estimated from {count} pictures, of which {marked} have it.</source>
        <translation>由 {count} 张图片估计，其中 {marked} 张带有水印。</translation>
    </message>
    <message numerus="yes">
        <source>{count} files could not be read: {names}.</source>
        <translation>
            <numerusform>{count} 个文件无法读取：{names}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is to be shown turned by an odd angle, which is not opened.</source>
        <translation>{name} 需以特殊角度旋转显示，无法打开。</translation>
    </message>
    <message>
        <source>The mask follows the motion on {count} planes. Look through them before you fill.</source>
        <translation>蒙版已在 {count} 帧上跟随运动。填充前请逐帧查看。</translation>
    </message>
    <message>
        <source>Choose the folder that the pictures without their mark go into.</source>
        <translation>请选择去除水印后的图片要存入的文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures were accepted.</source>
        <translation>
            <numerusform>已接受 {count} 张图片。</numerusform>
        </translation>
    </message>
    <message>
        <source>{folder} is the folder of the originals, which are not written over. Choose another folder.</source>
        <translation>{folder} 是原图所在的文件夹，原图不会被覆盖。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} is another file than the one that was recorded.</source>
        <translation>{path} 与记录的文件不同。</translation>
    </message>
    <message numerus="yes">
        <source>{count} originals are replaced.</source>
        <translation>
            <numerusform>将替换 {count} 张原图。</numerusform>
        </translation>
    </message>
    <message>
        <source>They are {width} x {height} pixels, and the mark is of pictures of {own_width} x {own_height}.</source>
        <translation>它们是 {width} x {height} 像素，而水印属于 {own_width} x {own_height} 的图片。</translation>
    </message>
    <message>
        <source>Keep the identity</source>
        <translation>保留标识</translation>
    </message>
    <message>
        <source>The new TIFF holds all bands, their names, units and place, and no other tags of the original.</source>
        <translation>新的 TIFF 含有全部波段及其名称、单位和位置，不含原文件的其他标签。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures are left alone.</source>
        <translation>
            <numerusform>{count} 张图片保持原样。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is of a kind that is not written. Choose another folder for it.</source>
        <translation>{name} 的格式无法写入。请为它选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} holds the stack itself. Choose another name.</source>
        <translation>{path} 就是该序列本身。请使用其他文件名。</translation>
    </message>
    <message>
        <source>Only where a format with loss cannot be written exactly</source>
        <translation>仅当有损格式无法精确写入时</translation>
    </message>
    <message>
        <source>It ended its worker {count} times and was put aside. Try it alone, or leave it out.</source>
        <translation>它使工作进程异常结束 {count} 次，已被搁置。请单独尝试，或将其排除。</translation>
    </message>
    <message numerus="yes">
        <source>{count} pictures</source>
        <translation>
            <numerusform>{count} 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>The logo was not found in these pictures.</source>
        <translation>在这些图片中没有找到该标志。</translation>
    </message>
    <message numerus="yes">
        <source>The mark was taken off {count} pictures.</source>
        <translation>
            <numerusform>已去除 {count} 张图片的水印。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save also where more than the fills would change, with a note; else the picture fails</source>
        <translation>当改动会超出填充处时也保存，并注明；否则该图片失败</translation>
    </message>
    <message>
        <source>The run was stopped, and what it had filled was taken back. Redo brings that again.</source>
        <translation>区间填充已停止，已填充的部分已撤销。重做可将其恢复。</translation>
    </message>
    <message>
        <source>{count} planes had their fills deleted meanwhile; they stay as they are.</source>
        <translation>{count} 帧的填充在此期间已被删除，这些帧保持不变。</translation>
    </message>
    <message>
        <source>{count} planes were damaged: {planes}. What is missing of them was marked, and filled too.</source>
        <translation>{count} 帧已损坏：{planes}。其中缺失的部分已标记，并一同填充。</translation>
    </message>
    <message>
        <source>The encoder of {codec} that is here cannot write it as {name} has it ({form}). Save it Exact.</source>
        <translation>这里的 {codec} 编码器无法按 {name} 的形式（{form}）写入。请选择“精确”保存。</translation>
    </message>
    <message>
        <source>{name} stores its frames in another order than they are shown in, and AVI holds no times for that. Convert it to Matroska (.mkv) or MP4 with another program, and open the result.</source>
        <translation>{name} 中帧的存储顺序与显示顺序不同，而 AVI 不保存相应的时间。请用其他程序将其转换为 Matroska（.mkv）或 MP4，再打开结果。</translation>
    </message>
    <message>
        <source>Of {count} samples outside those blocks in {frames} frames {differing} differ, in {unlike} frames.</source>
        <translation>在 {frames} 帧中，这些块之外的 {count} 个样本里有 {differing} 个不同，分布在 {unlike} 帧中。</translation>
    </message>
    <message>
        <source>Inside those blocks {count} samples differ, some of them beside the masks, since a block is encoded as a whole.</source>
        <translation>这些块之内有 {count} 个样本不同，其中一些在蒙版旁边，因为块是整体编码的。</translation>
    </message>
    <message>
        <source>NO: {count} samples outside the JPEG blocks that the masks touch differ, by at most {most}; the first in frame {frame}.</source>
        <translation>否：蒙版所触及的 JPEG 块之外有 {count} 个样本不同，最多相差 {most}；第一个在第 {frame} 帧。</translation>
    </message>
    <message>
        <source>Find dust on film</source>
        <translation>查找胶片上的灰尘</translation>
    </message>
    <message>
        <source>Looking for dust on film</source>
        <translation>正在查找胶片上的灰尘</translation>
    </message>
    <message>
        <source>No dust was found on this frame. Try a higher sensitivity, or mark it by hand.</source>
        <translation>这一帧上没有找到灰尘。请提高灵敏度，或手动标记。</translation>
    </message>
    <message>
        <source>Dust on film is told by the frames beside it, and there is one picture only. Look for damage instead.</source>
        <translation>胶片上的灰尘要靠相邻的帧来辨认，而这里只有一张图片。请改为查找损伤。</translation>
    </message>
    <message>
        <source>The scene has too few frames to tell dust from what moves.</source>
        <translation>这个场景的帧太少，无法区分灰尘和运动的东西。</translation>
    </message>
    <message>
        <source>The accepted findings of {count} planes are marked; undo takes them off all of them.</source>
        <translation>已标记 {count} 帧上接受的检出项；撤销会从所有这些帧上去掉标记。</translation>
    </message>
    <message>
        <source>No findings of these planes are accepted, or all of them are marked already.</source>
        <translation>这些帧上没有接受的检出项，或者都已标记。</translation>
    </message>
    <message>
        <source>Plane {plane} could not be read, and was not searched.</source>
        <translation>无法读取第 {plane} 帧，没有在其中查找。</translation>
    </message>
    <message>
        <source>No dust was found on these planes.</source>
        <translation>这些帧上没有找到灰尘。</translation>
    </message>
    <message>
        <source>{pieces} findings on {planes} planes. Look through them with N and P, then mark what is accepted on all of them at once.</source>
        <translation>在 {planes} 帧上有 {pieces} 个检出项。请用 N 和 P 逐个查看，然后把接受的检出项一次全部标记。</translation>
    </message>
    <message>
        <source>Accept what looks right: A takes one, Shift+A all under the limit, X rejects one.</source>
        <translation>请接受看起来正确的：A 接受一张，Shift+A 接受低于阈值的全部，X 拒绝一张。</translation>
    </message>
    <message>
        <source>The results are in {folder}.</source>
        <translation>结果在 {folder}。</translation>
    </message>
    <message>
        <source>Frame {frame} of {name} may be wrong: it builds on a damaged frame, and nothing tells where.</source>
        <translation>{name} 的第 {frame} 帧可能有误：它依据一个损坏的帧解码，而错误之处无从得知。</translation>
    </message>
    <message>
        <source>What is damaged is marked. Press Enter to fill it.</source>
        <translation>损坏的部分已被标记。按 Enter 即可填充。</translation>
    </message>
    <message>
        <source>Say what might be touched: --mask with a picture of it, or --project with the project that the window saves (File, Save project), which holds the fills.</source>
        <translation>请说明哪些部分可能被改动：用 --mask 指定蒙版图片，或用 --project 指定在窗口中保存的工程（文件 ▸ 保存工程），其中包含各处填充。</translation>
    </message>
    <message>
        <source>This application folder takes no extras: install the program&apos;s wheel instead, with pipx install &apos;FILE.whl[{extra}]&apos;.</source>
        <translation>此应用程序文件夹不能加装附加组件：请改为安装本程序的 wheel：pipx install &apos;FILE.whl[{extra}]&apos;。</translation>
    </message>
    <message>
        <source>Install the extra {extra}: pip install &apos;inpaint-studio[{extra}]&apos;.</source>
        <translation>请安装附加组件 {extra}：pip install &apos;inpaint-studio[{extra}]&apos;。</translation>
    </message>
    <message>
        <source>This application folder takes no packages: install the program&apos;s wheel with pipx instead, then run pipx inject inpaint-studio {package}.</source>
        <translation>此应用程序文件夹不能加装软件包：请改用 pipx 安装本程序的 wheel，然后运行 pipx inject inpaint-studio {package}。</translation>
    </message>
    <message>
        <source>Install it: pip install {package}.</source>
        <translation>请安装：pip install {package}。</translation>
    </message>
    <message>
        <source>{what}; and guide lines or source regions</source>
        <translation>{what}；以及引导线或取样区</translation>
    </message>
    <message>
        <source>Page {page} of {name} looks like a scanner&apos;s infrared.</source>
        <translation>{name} 的第 {page} 页看起来是扫描仪的红外通道。</translation>
    </message>
    <message>
        <source>Page {page} of {name} looks like a scanner&apos;s infrared. The answer is remembered for {scanner}.</source>
        <translation>{name} 的第 {page} 页看起来是扫描仪的红外通道。对 {scanner} 的回答会被记住。</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Pictures with the mark</source>
        <translation>带有水印的图片</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New shortcut</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Mouse and pen on the canvas</source>
        <translation>画布上的鼠标和触控笔</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>“{action}” had this shortcut and has lost it.</source>
        <translation>“{action}”原有此快捷键，现已移除。</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Accept, reject</source>
        <translation>接受、拒绝</translation>
    </message>
    <message>
        <source>Next, previous, at 100 %</source>
        <translation>下一个、上一个（100 %）</translation>
    </message>
    <message>
        <source>Take what is accepted and fill it</source>
        <translation>采用已接受的并填充</translation>
    </message>
    <message>
        <source>Choose a finding</source>
        <translation>选择检出项</translation>
    </message>
    <message>
        <source>Subtract where Alt + drag moves the window</source>
        <translation>减去（Alt 拖动会移动窗口时）</translation>
    </message>
    <message>
        <source>Open with its findings in the editor</source>
        <translation>连同检出项在编辑器中打开</translation>
    </message>
    <message>
        <source>Shortcuts at a glance</source>
        <translation>快捷键一览</translation>
    </message>
    <message>
        <source>In the batch window</source>
        <translation>在批量处理窗口中</translation>
    </message>
    <message>
        <source>Mouse and keys on the canvas</source>
        <translation>画布上的鼠标和按键</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Move the view</source>
        <translation>移动视图</translation>
    </message>
    <message>
        <source>Space + drag, middle button</source>
        <translation>空格 + 拖动，中键</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>right button</source>
        <translation>右键</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新任务</translation>
    </message>
    <message>
        <source>Straight line</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Pause, go on</source>
        <translation>暂停、继续</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>Show all, close</source>
        <translation>显示全部、关闭</translation>
    </message>
    <message>
        <source>While findings are reviewed</source>
        <translation>审阅检出项时</translation>
    </message>
    <message>
        <source>Add, subtract, intersect</source>
        <translation>添加、减去、相交</translation>
    </message>
    <message>
        <source>Start the job</source>
        <translation>开始任务</translation>
    </message>
    <message>
        <source>Move the pointer by keys</source>
        <translation>用按键移动指针</translation>
    </message>
    <message>
        <source>Accept all that are proposed</source>
        <translation>接受所有建议项</translation>
    </message>
    <message>
        <source>click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Stop the search, put the review away</source>
        <translation>停止搜索、收起审阅</translation>
    </message>
    <message>
        <source>Accept, reject all findings</source>
        <translation>接受、拒绝全部检出项</translation>
    </message>
    <message>
        <source>Choose a candidate</source>
        <translation>选择候选</translation>
    </message>
    <message>
        <source>Ctrl + arrow keys</source>
        <translation>Ctrl + 方向键</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>arrow keys; Shift: by ten</source>
        <translation>方向键；Shift：快十倍</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>By one pixel of the picture</source>
        <translation>移动图像的一个像素</translation>
    </message>
    <message>
        <source>Accept all under the score</source>
        <translation>接受低于阈值的全部图片</translation>
    </message>
    <message>
        <source>Before, after</source>
        <translation>处理前、处理后</translation>
    </message>
    <message>
        <source>Save what is accepted</source>
        <translation>保存已接受的图片</translation>
    </message>
    <message>
        <source>Stop, close</source>
        <translation>停止、关闭</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>In the window for marks</source>
        <translation>在水印窗口中</translation>
    </message>
    <message>
        <source>Next, previous picture</source>
        <translation>下一张、上一张图片</translation>
    </message>
    <message>
        <source>Try again what failed or was skipped</source>
        <translation>重试失败或被跳过的</translation>
    </message>
    <message>
        <source>Open in the editor</source>
        <translation>在编辑器中打开</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>Showing</name>
    <message>
        <source>Press F5 to fill the hole in every pane.</source>
        <translation>按 F5 在每个窗格中填充空洞。</translation>
    </message>
    <message>
        <source>test hole</source>
        <translation>测试空洞</translation>
    </message>
    <message>
        <source>ready; F5 fills the hole</source>
        <translation>已就绪；按 F5 填充空洞</translation>
    </message>
    <message>
        <source>working…</source>
        <translation>进行中……</translation>
    </message>
    <message>
        <source>Open a picture in the editor first.</source>
        <translation>请先在编辑器中打开一张图片。</translation>
    </message>
    <message>
        <source>Where the answers disagree</source>
        <translation>结果不一致之处</translation>
    </message>
    <message>
        <source>Nothing is marked: paint over something in the editor, or make a test hole in the bar above.</source>
        <translation>没有任何标记：请在编辑器中涂抹，或用上方的工具栏制作测试空洞。</translation>
    </message>
    <message>
        <source>waiting…</source>
        <translation>等待中……</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>nothing is marked</source>
        <translation>没有标记</translation>
    </message>
    <message>
        <source>seam {value}</source>
        <translation>接缝 {value}</translation>
    </message>
    <message>
        <source>edge F1 {value}</source>
        <translation>边缘 F1 {value}</translation>
    </message>
    <message>
        <source>There is no hole to fill yet.</source>
        <translation>还没有可填充的空洞。</translation>
    </message>
    <message>
        <source>The hole</source>
        <translation>空洞</translation>
    </message>
    <message>
        <source>your mask</source>
        <translation>你的蒙版</translation>
    </message>
    <message>
        <source>{kind}, {pixels} pixels</source>
        <translation>{kind}，{pixels} 像素</translation>
    </message>
    <message>
        <source>hidden until you choose</source>
        <translation>选择之前隐藏</translation>
    </message>
    <message>
        <source>sharpness {value}</source>
        <translation>锐度 {value}</translation>
    </message>
    <message>
        <source>Esc cancels.</source>
        <translation>按 Esc 取消。</translation>
    </message>
    <message>
        <source>preparing…</source>
        <translation>正在准备…</translation>
    </message>
</context>
<context>
    <name>SizeFields</name>
    <message>
        <source>&amp;Width</source>
        <translation>宽(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Percent</source>
        <translation>百分比(&amp;P)</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>倍数</translation>
    </message>
    <message>
        <source>Heigh&amp;t</source>
        <translation>高(&amp;T)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>{factor} times as wide and as high</source>
        <translation>宽和高各为 {factor} 倍</translation>
    </message>
</context>
<context>
    <name>Slider</name>
    <message>
        <source>Double click: back to the default.</source>
        <translation>双击：恢复默认值。</translation>
    </message>
</context>
<context>
    <name>StandingsDialog</name>
    <message>
        <source>Standings of the blind votes</source>
        <translation>盲选排名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>胜出</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>比较次数</translation>
    </message>
    <message>
        <source>Win rate</source>
        <translation>胜率</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Save the standings as a table, or with every vote as JSON</source>
        <translation>将排名保存为表格，或连同每张选票保存为 JSON</translation>
    </message>
    <message>
        <source>&amp;Forget them…</source>
        <translation>清除投票(&amp;F)…</translation>
    </message>
    <message>
        <source>Start counting anew</source>
        <translation>重新开始计数</translation>
    </message>
    <message>
        <source>Votes so far: {count}. Each says that the chosen answer beat every other one shown beside it.</source>
        <translation>目前 {count} 票。每一票表示选中的结果胜过同时显示的其他结果。</translation>
    </message>
    <message>
        <source>Nobody has voted yet.</source>
        <translation>还没有人投票。</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Save the standings</source>
        <translation>保存排名</translation>
    </message>
    <message>
        <source>Forget all {count} votes?</source>
        <translation>清除全部 {count} 票？</translation>
    </message>
    <message>
        <source>The votes could not be forgotten: {why}.</source>
        <translation>投票未能清除：{why}。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Value under the pointer, and its place on the map or in the patient</source>
        <translation>指针处的值，及其在地图上或患者体内的位置</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Pointer position in the picture</source>
        <translation>指针在图片中的位置</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>{width} × {height} · {bits} bit</source>
        <translation>{width} × {height} · {bits} 位</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Strength of adjustment</source>
        <translation>调整强度</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Hide guide line</source>
        <translation>隐藏引导线</translation>
    </message>
    <message>
        <source>Clear marks on planes</source>
        <translation>清除各帧的标记</translation>
    </message>
    <message>
        <source>Fill planes</source>
        <translation>填充各帧</translation>
    </message>
    <message>
        <source>Show adjustment</source>
        <translation>显示调整</translation>
    </message>
    <message>
        <source>Delete adjustment</source>
        <translation>删除调整</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Show guide line</source>
        <translation>显示引导线</translation>
    </message>
    <message>
        <source>Guide line</source>
        <translation>引导线</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Source region</source>
        <translation>取样区</translation>
    </message>
    <message>
        <source>Remove source region</source>
        <translation>移除取样区</translation>
    </message>
    <message>
        <source>Make fill anew</source>
        <translation>重做填充</translation>
    </message>
    <message>
        <source>Show fill</source>
        <translation>显示填充</translation>
    </message>
    <message>
        <source>Hide adjustment</source>
        <translation>隐藏调整</translation>
    </message>
    <message>
        <source>Hide fill</source>
        <translation>隐藏填充</translation>
    </message>
    <message>
        <source>Fade fill</source>
        <translation>淡化填充</translation>
    </message>
    <message>
        <source>Delete fill</source>
        <translation>删除填充</translation>
    </message>
    <message>
        <source>Show source region</source>
        <translation>显示取样区</translation>
    </message>
    <message>
        <source>Mask of fill</source>
        <translation>填充的蒙版</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Use mask on planes</source>
        <translation>将蒙版用于各帧</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Straighten and crop</source>
        <translation>拉直并裁剪</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Snapping lasso</source>
        <translation>磁性套索</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>魔棒</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Mask of another picture</source>
        <translation>另一张图片的蒙版</translation>
    </message>
    <message>
        <source>Cancel crop</source>
        <translation>取消裁剪</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检出项</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>Mark all</source>
        <translation>全部标记</translation>
    </message>
    <message>
        <source>Remove guide line</source>
        <translation>移除引导线</translation>
    </message>
    <message>
        <source>Correct fading</source>
        <translation>校正褪色</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>反转</translation>
    </message>
    <message>
        <source>Previous mask</source>
        <translation>上一个蒙版</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩展</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>收缩</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Follow the motion</source>
        <translation>跟随运动</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
    <message>
        <source>Snap to edges</source>
        <translation>贴合边缘</translation>
    </message>
    <message>
        <source>By brightness</source>
        <translation>按亮度</translation>
    </message>
    <message>
        <source>Load mask</source>
        <translation>载入蒙版</translation>
    </message>
    <message>
        <source>Mark what is unknown</source>
        <translation>标记未知部分</translation>
    </message>
    <message>
        <source>Remove guide lines</source>
        <translation>移除全部引导线</translation>
    </message>
    <message>
        <source>Hide source region</source>
        <translation>隐藏取样区</translation>
    </message>
    <message>
        <source>Find damage</source>
        <translation>查找损伤</translation>
    </message>
    <message>
        <source>Heal</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Paste mask</source>
        <translation>粘贴蒙版</translation>
    </message>
    <message>
        <source>Remove source regions</source>
        <translation>移除全部取样区</translation>
    </message>
    <message>
        <source>Named mask</source>
        <translation>保留的蒙版</translation>
    </message>
    <message>
        <source>Take line</source>
        <translation>采用线</translation>
    </message>
    <message>
        <source>Move guide line</source>
        <translation>移动引导线</translation>
    </message>
    <message>
        <source>Drop line</source>
        <translation>舍弃线</translation>
    </message>
    <message>
        <source>Reset line</source>
        <translation>重置线</translation>
    </message>
    <message>
        <source>Take mark off</source>
        <translation>去除水印</translation>
    </message>
    <message>
        <source>Mark damage of the file</source>
        <translation>标记文件的损坏</translation>
    </message>
    <message>
        <source>Findings on planes</source>
        <translation>各帧上的检出项</translation>
    </message>
    <message>
        <source>Take mark back</source>
        <translation>收回标记</translation>
    </message>
    <message>
        <source>{marks}, filled</source>
        <translation>{marks}，已填充</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
</context>
<context>
    <name>StrengthControl</name>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Strength of the fill</source>
        <translation>填充强度</translation>
    </message>
</context>
<context>
    <name>Switching</name>
    <message>
        <source>Pictures that are not in view stay in memory, because they cannot be put away: {reason}</source>
        <translation>未显示的图片仍留在内存中，因为无法移出：{reason}</translation>
    </message>
</context>
<context>
    <name>TaskBox</name>
    <message>
        <source>Reduce noise and JPEG blocks</source>
        <translation>去除噪点和 JPEG 方块</translation>
    </message>
    <message>
        <source>What the run learns: to fill holes, or to make pictures larger</source>
        <translation>训练学习的内容：填补空洞，或放大图片</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补空洞</translation>
    </message>
    <message>
        <source>Enlarge {factor} times</source>
        <translation>放大 {factor} 倍</translation>
    </message>
    <message>
        <source>Enlarge {factor} times, with texture</source>
        <translation>放大 {factor} 倍，带纹理</translation>
    </message>
</context>
<context>
    <name>ToolCommands</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Find damage and the like</source>
        <translation>查找损伤等</translation>
    </message>
</context>
<context>
    <name>TrainingDialog</name>
    <message>
        <source>Train a generator</source>
        <translation>训练生成器</translation>
    </message>
    <message>
        <source>Stopping, and saving all that is needed to go on…</source>
        <translation>正在停止，并保存继续所需的一切……</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>{name} alone</source>
        <translation>仅{name}</translation>
    </message>
    <message>
        <source>A new run will begin with {name}.</source>
        <translation>新训练将由 {name} 开始。</translation>
    </message>
    <message>
        <source>A run is going on; stop it before you go on with another.</source>
        <translation>训练正在进行；请先停止再继续另一个。</translation>
    </message>
    <message>
        <source>Stop the run? Everything is saved, and it can go on another time.</source>
        <translation>停止训练？一切都会保存，下次可以继续。</translation>
    </message>
    <message>
        <source>Stop the run before you leave? Everything is saved, and it can go on another time.</source>
        <translation>离开前要停止训练吗?一切都会保存，以后可以继续。</translation>
    </message>
</context>
<context>
    <name>TrainingSettings</name>
    <message>
        <source>A run that has seen {seen} of {images} images. It goes on from there.</source>
        <translation>此训练已看 {seen} / {images} 张图，将从那里继续。</translation>
    </message>
    <message>
        <source>What was found in the folders of photographs</source>
        <translation>在照片文件夹中找到的内容</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>训练文件夹</translation>
    </message>
    <message>
        <source>Where the run is kept</source>
        <translation>训练保存在哪里</translation>
    </message>
    <message>
        <source>The folder that keeps the run: its state, snapshots, samples and log. One with a run goes on with it</source>
        <translation>保存训练的文件夹：状态、快照、样例和日志。若已有训练则继续</translation>
    </message>
    <message>
        <source>What was found in the run folder</source>
        <translation>训练文件夹中的内容</translation>
    </message>
    <message>
        <source>Photographs</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Choose a run folder</source>
        <translation>选择训练文件夹</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>What can be expected of the run</source>
        <translation>这次训练可以期待什么</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>更多设置</translation>
    </message>
    <message>
        <source>Batch, crop, seed, photographs held out, and holes like yours</source>
        <translation>批量、裁剪、种子、留出的照片，以及和你的一样的空洞</translation>
    </message>
    <message>
        <source>The kind of generator: larger ones fill better and learn more slowly</source>
        <translation>生成器种类：越大填充越好，学得越慢</translation>
    </message>
    <message>
        <source> images</source>
        <translation> 张图</translation>
    </message>
    <message>
        <source>How many crops of photographs the run sees in all. Learning rate and losses are paced over this length</source>
        <translation>训练总共看多少裁剪。学习率和损失按此长度安排</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>在此之后停止</translation>
    </message>
    <message>
        <source>Stop cleanly after so many minutes, to go on another time</source>
        <translation>这么多分钟后干净地停止，以便下次继续</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Minutes until the run stops</source>
        <translation>训练停止前的分钟数</translation>
    </message>
    <message>
        <source>The best there is</source>
        <translation>可用的最佳设备</translation>
    </message>
    <message>
        <source>What computes: a GPU is some fifty times faster than a processor</source>
        <translation>计算设备：GPU 约比处理器快五十倍</translation>
    </message>
    <message>
        <source>P&amp;reset</source>
        <translation>预设(&amp;R)</translation>
    </message>
    <message>
        <source>This run is going on; it is shown as it goes.</source>
        <translation>该训练正在进行；这里实时显示。</translation>
    </message>
    <message>
        <source>&amp;Budget</source>
        <translation>预算(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source> crops</source>
        <translation> 个裁剪</translation>
    </message>
    <message>
        <source>Crops learnt from in one step</source>
        <translation>每步学习的裁剪数</translation>
    </message>
    <message>
        <source>{crop} pixels</source>
        <translation>{crop} 像素</translation>
    </message>
    <message>
        <source>Side of the crops at the start; the later shares of a run use larger ones</source>
        <translation>开始时裁剪的边长；后期使用更大的</translation>
    </message>
    <message>
        <source>A new run will be kept there.</source>
        <translation>新训练将保存在那里。</translation>
    </message>
    <message>
        <source>Runs of the same seed, settings and photographs are the same run</source>
        <translation>种子、设置和照片相同即为同一训练</translation>
    </message>
    <message>
        <source>Photographs held out</source>
        <translation>留出的照片</translation>
    </message>
    <message>
        <source>The last 2 % by name</source>
        <translation>按名称的最后 2 %</translation>
    </message>
    <message>
        <source>Photographs the generator never learns from, for samples and scores</source>
        <translation>生成器不学习的照片，用于样例和评分</translation>
    </message>
    <message>
        <source>Checkpoint to start from</source>
        <translation>起始检查点</translation>
    </message>
    <message>
        <source>Nothing: from scratch</source>
        <translation>无：从头开始</translation>
    </message>
    <message>
        <source>How long the run takes on this machine</source>
        <translation>训练在这台机器上需要多长时间</translation>
    </message>
    <message>
        <source>A run that has seen all its {images} images. Ask for more to go on with it.</source>
        <translation>此训练已看完全部 {images} 张图。要继续请增加数量。</translation>
    </message>
    <message>
        <source>A checkpoint of the same preset to fine-tune, instead of learning from scratch</source>
        <translation>用同一预设的检查点微调，而不是从头学习</translation>
    </message>
    <message>
        <source>&amp;Holes like mine</source>
        <translation>像我的空洞(&amp;H)</translation>
    </message>
    <message>
        <source>Every second batch gets holes cut from what you painted on the open picture, turned and scaled</source>
        <translation>每隔一批使用从你在图片上涂抹的形状裁出的空洞，经旋转和缩放</translation>
    </message>
    <message>
        <source>Fill my h&amp;ole at every score</source>
        <translation>每次评分时填充我的空洞(&amp;O)</translation>
    </message>
    <message>
        <source>Show beside the samples how the hole of the open picture is filled meanwhile</source>
        <translation>在样本旁边显示打开的图片的空洞此时填充得如何</translation>
    </message>
    <message>
        <source>Ba&amp;tch</source>
        <translation>批量(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Crop</source>
        <translation>裁剪(&amp;C)</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Choose photographs to hold out</source>
        <translation>选择要留出的照片</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Choose a checkpoint to start from</source>
        <translation>选择起始检查点</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大型</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Fills in a quarter of a second on a processor</source>
        <translation>在处理器上四分之一秒完成填充</translation>
    </message>
    <message>
        <source>Slower, and better in large holes, after a longer run</source>
        <translation>较慢，训练更久后对大空洞更好</translation>
    </message>
    <message>
        <source>The run there ended before it saved its state, so it starts anew.</source>
        <translation>那里的训练在保存状态之前就结束了，因此将重新开始。</translation>
    </message>
    <message>
        <source>The plain encoder and decoder of the classic GAN recipe, to compare with</source>
        <translation>经典 GAN 配方的普通编码器和解码器，用于比较</translation>
    </message>
    <message>
        <source>Tas&amp;k</source>
        <translation>任务(&amp;K)</translation>
    </message>
</context>
<context>
    <name>VerifyDialog</name>
    <message>
        <source>Verified</source>
        <translation>验证结果</translation>
    </message>
    <message>
        <source>Outside the fills every pixel is what the adjustments make of the original&apos;s.</source>
        <translation>填充之外的每个像素都是原图经调整后的结果。</translation>
    </message>
    <message>
        <source>Nothing outside the fills was changed.</source>
        <translation>填充之外没有任何改动。</translation>
    </message>
    <message>
        <source>The files differ, though this document has no fills.</source>
        <translation>两个文件不同，但此文档没有填充。</translation>
    </message>
    <message>
        <source>The files differ outside the fills of this document.</source>
        <translation>文件在此文档的填充之外有差异。</translation>
    </message>
    <message>
        <source>Every pixel is the original&apos;s.</source>
        <translation>每个像素都与原图相同。</translation>
    </message>
    <message>
        <source>The two pictures differ in size, channels or depth, so they cannot be compared.</source>
        <translation>两张图片的尺寸、通道或位深不同，因此无法比较。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>This cannot be proved for a {kind} (lossy) copy. Save as PNG, TIFF or WebP to prove it.</source>
        <translation>{kind}（有损）副本无法证明。请另存为 PNG、TIFF 或 WebP 再来证明。</translation>
    </message>
    <message>
        <source>Nothing outside the JPEG blocks that the fills touch was changed.</source>
        <translation>填充所触及的 JPEG 块之外没有任何改动。</translation>
    </message>
    <message>
        <source>Every pixel is what the adjustments make of the original&apos;s.</source>
        <translation>每个像素都是原图经调整后应有的样子。</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>复制为 JSON</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Choose a picture and have scratches, creases and dust found; you decide what goes</source>
        <translation>选择一张图片，查找划痕、折痕和灰尘；由您决定去除哪些</translation>
    </message>
    <message>
        <source>Brush over the damage, press Enter, and it is gone.</source>
        <translation>涂抹损伤，按 Enter，即可消除。</translation>
    </message>
    <message>
        <source>Find and repair damage…</source>
        <translation>查找并修复损伤…</translation>
    </message>
    <message>
        <source>Open a picture…</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Choose a picture file</source>
        <translation>选择图片文件</translation>
    </message>
    <message>
        <source>Old photographs: {find} finds scratches and dust, {fading} corrects fading, {crop} straightens and crops.</source>
        <translation>老照片：{find} 查找划痕和灰尘，{fading} 校正褪色，{crop} 拉直并裁剪。</translation>
    </message>
    <message>
        <source>or drop one anywhere in this window ({keys})</source>
        <translation>或将图片拖放到窗口任意位置（{keys}）</translation>
    </message>
    <message>
        <source>Recent pictures</source>
        <translation>最近的图片</translation>
    </message>
    <message>
        <source>Sample photographs</source>
        <translation>示例照片</translation>
    </message>
    <message>
        <source>1. Paint over what should go.   2. Press Enter.   3. Save. Nothing you did not paint is changed.</source>
        <translation>1. 涂抹要去除的部分。   2. 按 Enter。   3. 保存。没有涂抹的地方不会改动。</translation>
    </message>
    <message>
        <source>Take a mark off photographs…</source>
        <translation>去除照片上的水印…</translation>
    </message>
    <message>
        <source>A semi-transparent mark that several photographs share is estimated, and what is under it recovered</source>
        <translation>估计多张照片共有的半透明水印，并还原其下的画面</translation>
    </message>
    <message>
        <source>One click does it, one key takes it back</source>
        <translation>单击即可完成，一键即可撤销</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Navigator</source>
        <translation>导航器</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>色阶</translation>
    </message>
    <message>
        <source>{name} for {host}</source>
        <translation>{name}（供 {host} 使用）</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>Ready · {device}</source>
        <translation>就绪 · {device}</translation>
    </message>
    <message>
        <source>Fill as soon as I let go: paint, and it is gone</source>
        <translation>松开即填充：涂一笔，瑕疵就消失</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>{name} is not in view any more; nothing was done.</source>
        <translation>{name} 已不在显示中，未做任何操作。</translation>
    </message>
    <message>
        <source>{name} is not open any more; nothing was done.</source>
        <translation>{name} 已不再打开；未执行任何操作。</translation>
    </message>
</context>
<context>
    <name>ZoomField</name>
    <message>
        <source>Zoom in percent: type a number and press Enter</source>
        <translation>缩放百分比：输入数字后按 Enter</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>_Painter</name>
    <message>
        <source>left alone</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>{percent} % left</source>
        <translation>残留 {percent} %</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>taken off</source>
        <translation>已去除</translation>
    </message>
</context>
<context>
    <name>_Rows</name>
    <message>
        <source>Strokes: {count}</source>
        <translation>笔画：{count}</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Applied when a copy is saved; the picture and its fills stay as they are.</source>
        <translation>保存副本时应用；图片及其填充保持原样。</translation>
    </message>
    <message>
        <source>Checkpoint {hash}</source>
        <translation>检查点 {hash}</translation>
    </message>
    <message>
        <source>Dust, by how much light the infrared says that it takes</source>
        <translation>灰尘：依据红外通道测得的遮光量</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Mark {hash}</source>
        <translation>水印 {hash}</translation>
    </message>
</context>
<context>
    <name>_Sheet</name>
    <message>
        <source>Sample fills</source>
        <translation>样例填充</translation>
    </message>
    <message>
        <source>Press to see a place at its full size</source>
        <translation>按下可原尺寸查看某处</translation>
    </message>
    <message>
        <source>Sample fills appear here while a run learns.</source>
        <translation>训练时样例填充会出现在这里。</translation>
    </message>
</context>
<context>
    <name>training</name>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>cannot be read: {error}.</source>
        <translation>无法读取：{error}。</translation>
    </message>
    <message>
        <source>{name} was not made from one of the presets, so no run can begin with it.</source>
        <translation>{name} 不是由预设制成的，因此不能由它开始训练。</translation>
    </message>
    <message>
        <source>is a tar file that cannot be read: {error}.</source>
        <translation>是无法读取的 tar 文件：{error}。</translation>
    </message>
    <message>
        <source>is not a picture.</source>
        <translation>不是图片。</translation>
    </message>
    <message>
        <source>is smaller than {least} pixels.</source>
        <translation>小于 {least} 像素。</translation>
    </message>
    <message>
        <source>cannot be decoded.</source>
        <translation>无法解码。</translation>
    </message>
</context>
<context>
    <name>BandScale</name>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Drag a handle, or what lies between both.</source>
        <translation>拖动一个滑块，或拖动两者之间的部分。</translation>
    </message>
    <message>
        <source>Levels of {colour}</source>
        <translation>{colour}的色阶</translation>
    </message>
    <message>
        <source>Band seen as {colour}</source>
        <translation>显示为{colour}的波段</translation>
    </message>
    <message>
        <source>Seen as black</source>
        <translation>显示为黑色</translation>
    </message>
    <message>
        <source>Seen as white</source>
        <translation>显示为白色</translation>
    </message>
</context>
<context>
    <name>LevelsCommands</name>
    <message>
        <source>nothing measured</source>
        <translation>无测量值</translation>
    </message>
    <message>
        <source>For single photographs: the planes of a stack are saved without adjustments.</source>
        <translation>仅用于单张照片：序列的各帧保存时不含调整。</translation>
    </message>
    <message>
        <source>The file says of no pixel that nothing was measured there.</source>
        <translation>文件没有注明任何像素缺少测量值。</translation>
    </message>
    <message>
        <source>For photographs alone: the values of a slice or a satellite tile stay as measured.</source>
        <translation>仅用于照片：切片或卫星图块的值保持测量时的原样。</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>Read: hide this until the program starts again</source>
        <translation>已读：在程序再次启动之前隐藏</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>One band in grey, or three bands as red, green and blue</source>
        <translation>一个波段显示为灰度，或三个波段显示为红、绿、蓝</translation>
    </message>
    <message>
        <source>Inverted</source>
        <translation>反相</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Seen in grey or in colour</source>
        <translation>显示为灰度或彩色</translation>
    </message>
    <message>
        <source>Not for diagnosis: what is filled was not measured.</source>
        <translation>不可用于诊断：填充的内容并非测量所得。</translation>
    </message>
    <message>
        <source>2 to 98 %</source>
        <translation>2% 至 98%</translation>
    </message>
    <message>
        <source>As the file says</source>
        <translation>按文件所述</translation>
    </message>
    <message>
        <source>Window {number} of the file</source>
        <translation>文件的窗 {number}</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>See low values white and high ones black</source>
        <translation>低值显示为白色，高值显示为黑色</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Ranges and bands that are often seen</source>
        <translation>常用的范围和波段</translation>
    </message>
</context>
<context>
    <name>BatchLayout</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Other pictures, or another routine (Ctrl+N)</source>
        <translation>其他图片，或另一个流程 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Fill all findings of the chosen pictures that wait for it (A)</source>
        <translation>填充所选待审阅图片的全部检出项 (A)</translation>
    </message>
    <message>
        <source>The findings of the picture in the editor are filled as you decided there</source>
        <translation>按您在编辑器中的决定填充该图片的检出项</translation>
    </message>
    <message>
        <source>Open the picture with its findings, to decide about each (Enter)</source>
        <translation>打开图片及其检出项，逐个决定 (Enter)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>What the batch window says</source>
        <translation>批量处理窗口的消息</translation>
    </message>
    <message>
        <source>Skip the chosen pictures that are not done (Delete)</source>
        <translation>跳过所选的尚未完成的图片 (Delete)</translation>
    </message>
    <message>
        <source>New job…</source>
        <translation>新任务…</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Fill none of the findings of the chosen pictures (X)</source>
        <translation>所选图片的检出项一个也不填充 (X)</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Try chosen pictures again that failed or were skipped (F)</source>
        <translation>重试所选的失败或被跳过的图片 (F)</translation>
    </message>
    <message>
        <source>In the editor</source>
        <translation>在编辑器中</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Take more pictures into this job (Ctrl+O)</source>
        <translation>把更多图片加入此任务 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Which pictures are shown</source>
        <translation>显示哪些图片</translation>
    </message>
    <message>
        <source>Take the decisions from the editor</source>
        <translation>采用编辑器中的决定</translation>
    </message>
</context>
<context>
    <name>BatchWindow</name>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
    <message>
        <source>These pictures lie outside the folder of the job: they are a job of their own.</source>
        <translation>这些图片不在任务的文件夹内：它们将成为一个单独的任务。</translation>
    </message>
    <message>
        <source>Many pictures – {folder}</source>
        <translation>批量处理 – {folder}</translation>
    </message>
    <message>
        <source>Choose a picture first.</source>
        <translation>请先选择一张图片。</translation>
    </message>
    <message>
        <source>Making the job…</source>
        <translation>正在建立任务…</translation>
    </message>
    <message>
        <source>Many pictures</source>
        <translation>批量处理</translation>
    </message>
    <message>
        <source>{name} was closed in the editor; its findings still wait for a decision.</source>
        <translation>{name} 已在编辑器中关闭；其检出项仍在等待决定。</translation>
    </message>
    <message>
        <source>{name} is in the editor: accept and reject there, then take the decisions from here or there.</source>
        <translation>{name} 已在编辑器中：请在那里接受或拒绝，然后在此处或那里采用这些决定。</translation>
    </message>
    <message>
        <source>The workers have ended though pictures wait. Space starts them again.</source>
        <translation>工作进程已结束，但仍有图片在等待。按空格键可重新启动。</translation>
    </message>
    <message>
        <source>Add the pictures of a folder</source>
        <translation>添加一个文件夹的图片</translation>
    </message>
</context>
<context>
    <name>Batches</name>
    <message>
        <source>As done to {name}</source>
        <translation>按对 {name} 的操作</translation>
    </message>
    <message>
        <source>The batch goes on without its window. Tools ▸ Batch finds it again.</source>
        <translation>批量任务在窗口关闭后继续进行。可通过“工具 ▸ 批量处理”再次找到它。</translation>
    </message>
    <message>
        <source>As done to a picture</source>
        <translation>按对一张图片的操作</translation>
    </message>
    <message>
        <source>{name} belongs to a batch: accept and reject its findings, then go back to it.</source>
        <translation>{name} 属于一个批量任务：请接受或拒绝其检出项，然后返回。</translation>
    </message>
    <message>
        <source>Take the decisions and go back</source>
        <translation>采用决定并返回</translation>
    </message>
</context>
<context>
    <name>CanvasWords</name>
    <message>
        <source>No picture is open.</source>
        <translation>没有打开图片。</translation>
    </message>
    <message>
        <source>nothing is marked</source>
        <translation>没有标记</translation>
    </message>
    <message>
        <source>something is marked</source>
        <translation>已有标记</translation>
    </message>
    <message>
        <source>plane {number} of {count}</source>
        <translation>第 {number} 帧，共 {count} 帧</translation>
    </message>
    <message>
        <source>seen as it was before</source>
        <translation>显示处理前</translation>
    </message>
    <message>
        <source>before and after, split</source>
        <translation>处理前后分割显示</translation>
    </message>
    <message>
        <source>before and after, side by side</source>
        <translation>处理前后并排显示</translation>
    </message>
</context>
<context>
    <name>CardBox</name>
    <message>
        <source>Remove the card “{title}”</source>
        <translation>移除卡片“{title}”</translation>
    </message>
</context>
<context>
    <name>CardList</name>
    <message>
        <source>One more thing that is done to each picture</source>
        <translation>对每张图片再做一件事</translation>
    </message>
    <message>
        <source>What is wrong with the routine</source>
        <translation>流程的问题</translation>
    </message>
    <message>
        <source>Add a card</source>
        <translation>添加卡片</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>waiting for new pictures</source>
        <translation>正在等待新图片</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>剩余 {count}</translation>
    </message>
    <message>
        <source>finishing what is in hand, then paused</source>
        <translation>正在完成手头的图片，然后暂停</translation>
    </message>
    <message>
        <source>Listing the pictures…</source>
        <translation>正在列出图片…</translation>
    </message>
    <message>
        <source>{count} pictures a minute</source>
        <translation>每分钟 {count} 张</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>{count} pictures an hour</source>
        <translation>每小时 {count} 张</translation>
    </message>
    <message>
        <source>What is settled from now on is listed here.</source>
        <translation>从现在起处理完的图片列在这里。</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Show the results in the file manager</source>
        <translation>在文件管理器中显示结果</translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation>任务日志</translation>
    </message>
    <message>
        <source>Progress of the job</source>
        <translation>任务的进度条</translation>
    </message>
    <message>
        <source>nobody works on it</source>
        <translation>没有进程在处理</translation>
    </message>
    <message>
        <source>{count} pictures a second</source>
        <translation>每秒 {count} 张</translation>
    </message>
    <message>
        <source>What became of each picture, line by line</source>
        <translation>逐行列出每张图片的结果</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>How far the job is</source>
        <translation>任务进度</translation>
    </message>
    <message>
        <source>Reading the job…</source>
        <translation>正在读取任务…</translation>
    </message>
    <message>
        <source>Open the output folder</source>
        <translation>打开输出文件夹</translation>
    </message>
    <message>
        <source>{done} of {total} done</source>
        <translation>已完成 {done} / {total}</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Go on with what waits (Space)</source>
        <translation>继续处理等待中的图片 (空格)</translation>
    </message>
    <message>
        <source>Begin no further picture; what is being worked on is finished (Space)</source>
        <translation>不再开始新的图片；正在处理的会完成 (空格)</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>Pictures of the job</source>
        <translation>任务的图片</translation>
    </message>
</context>
<context>
    <name>KnownJobs</name>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{count} to review</source>
        <translation>{count} 待审阅</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>A job that runs or is not finished goes on where it stands.</source>
        <translation>正在运行或未完成的任务会从当前位置继续。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>剩余 {count}</translation>
    </message>
</context>
<context>
    <name>PartControl</name>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>RoutineFiles</name>
    <message>
        <source>Save the routine</source>
        <translation>保存流程</translation>
    </message>
    <message>
        <source>The routine was saved as {name}.</source>
        <translation>流程已保存为 {name}。</translation>
    </message>
    <message>
        <source>Routines</source>
        <translation>流程</translation>
    </message>
    <message>
        <source>Open a routine</source>
        <translation>打开流程</translation>
    </message>
</context>
<context>
    <name>RoutinePanel</name>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>The same pictures by this routine, in a job of its own</source>
        <translation>用此流程处理同样的图片，作为单独的任务</translation>
    </message>
    <message>
        <source>This is another routine than the job&apos;s. The job goes on with its own; with this one it is a new job.</source>
        <translation>这与任务的流程不同。任务按自己的流程继续；用这个流程则是一个新任务。</translation>
    </message>
    <message>
        <source>Routines to begin with</source>
        <translation>可用来起步的流程</translation>
    </message>
    <message>
        <source>What becomes of the change</source>
        <translation>更改的去向</translation>
    </message>
    <message>
        <source>Open a routine from its file (Ctrl+Shift+O)</source>
        <translation>从文件打开流程 (Ctrl+Shift+O)</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Show the routine of the job again</source>
        <translation>重新显示任务的流程</translation>
    </message>
    <message>
        <source>Name of the routine</source>
        <translation>流程的名称</translation>
    </message>
    <message>
        <source>New job with it…</source>
        <translation>用它新建任务…</translation>
    </message>
    <message>
        <source>Save the routine as a file (Ctrl+S)</source>
        <translation>把流程保存为文件 (Ctrl+S)</translation>
    </message>
</context>
<context>
    <name>RoutineExamples</name>
    <message>
        <source>Dust and scratches on scans</source>
        <translation>扫描件上的灰尘和划痕</translation>
    </message>
    <message>
        <source>One watermark on many photographs</source>
        <translation>许多照片上的同一水印</translation>
    </message>
    <message>
        <source>Date stamps of cameras</source>
        <translation>相机的日期戳</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>Setup</name>
    <message>
        <source>Pictures…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Choose a folder of pictures (Ctrl+O)</source>
        <translation>选择一个图片文件夹 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Folder of the results</source>
        <translation>结果的文件夹</translation>
    </message>
    <message>
        <source>There is no picture in this folder.</source>
        <translation>此文件夹中没有图片。</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>缺少什么</translation>
    </message>
    <message>
        <source>Beside the originals, as the card “Save” says.</source>
        <translation>与原件放在一起，如“保存”卡片所述。</translation>
    </message>
    <message>
        <source>Drop folders or pictures here. The job goes on when this window is closed, and is found again; originals are never written over.</source>
        <translation>将文件夹或图片拖到这里。关闭此窗口后任务会继续，并能再次找到；原件绝不会被覆盖。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Say into which folder the results go.</source>
        <translation>请指定结果存入哪个文件夹。</translation>
    </message>
    <message>
        <source>Folders…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Make the job and begin (Ctrl+Return)</source>
        <translation>建立任务并开始 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>一个图片文件夹</translation>
    </message>
    <message>
        <source>Choose the folder of the results</source>
        <translation>选择结果的文件夹</translation>
    </message>
    <message>
        <source>No folder is chosen yet.</source>
        <translation>尚未选择文件夹。</translation>
    </message>
    <message>
        <source>Hot folder: go on with what is put there later</source>
        <translation>监视文件夹：继续处理以后放入的图片</translation>
    </message>
    <message>
        <source>Also the pictures in folders below</source>
        <translation>也包括下级文件夹中的图片</translation>
    </message>
    <message>
        <source>With subfolders</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>The job does not end: a file that comes into the folder is taken once it is still for 5 seconds</source>
        <translation>任务不会结束：放入文件夹的文件静止 5 秒后即被处理</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>种类</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> 以及另外 {count} 个</translation>
    </message>
    <message>
        <source>Choose single pictures</source>
        <translation>选择单张图片</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Which kinds of files are taken</source>
        <translation>处理哪些种类的文件</translation>
    </message>
</context>
<context>
    <name>WindowRow</name>
    <message>
        <source>The value that is seen as middle grey</source>
        <translation>显示为中灰的数值</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>窗位</translation>
    </message>
    <message>
        <source>How many values lie from black to white</source>
        <translation>从黑到白跨越多少数值</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>窗宽</translation>
    </message>
</context>
<context>
    <name>FilmSaveDialog</name>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Format of the exact film</source>
        <translation>精确影片的格式</translation>
    </message>
    <message>
        <source>The file is larger than the film was: at most {size}.</source>
        <translation>文件会比原影片大：最多 {size}。</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>保存影片</translation>
    </message>
    <message>
        <source>&amp;Exact: every sample outside the fills stays as it is</source>
        <translation>精确(&amp;E)：填充之外的每个采样保持不变</translation>
    </message>
    <message>
        <source>&amp;Same kind, as {suffix}</source>
        <translation>相同类型(&amp;S)，{suffix}</translation>
    </message>
</context>
<context>
    <name>DamageMarking</name>
    <message>
        <source>Looking for damaged planes: {done} of {count}</source>
        <translation>正在查找损坏的帧：{done} / {count}</translation>
    </message>
</context>
<context>
    <name>MotionFollowing</name>
    <message>
        <source>Following the motion …</source>
        <translation>正在跟随运动…</translation>
    </message>
    <message>
        <source>Nothing is marked on this plane. Mark first what should go.</source>
        <translation>此帧上没有标记。请先标记要去除的部分。</translation>
    </message>
    <message>
        <source>Following the motion: plane {plane}</source>
        <translation>正在跟随运动：第 {plane} 帧</translation>
    </message>
</context>
<context>
    <name>PlaneBar</name>
    <message>
        <source>Run of planes</source>
        <translation>帧的区间</translation>
    </message>
    <message>
        <source>All planes</source>
        <translation>所有帧</translation>
    </message>
    <message>
        <source>Number of the plane in view</source>
        <translation>当前帧的编号</translation>
    </message>
    <message>
        <source>Planes of the stack. Bars above the line are planes with fills, rings below it planes with marks.</source>
        <translation>序列的各帧。线上方的竖条表示有填充的帧，线下方的圆圈表示有标记的帧。</translation>
    </message>
    <message>
        <source>Where the plane lies</source>
        <translation>帧的位置</translation>
    </message>
    <message>
        <source>Number of the plane</source>
        <translation>帧的编号</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Planes of the stack</source>
        <translation>序列的各帧</translation>
    </message>
    <message>
        <source>Run {first}–{last}</source>
        <translation>区间 {first}–{last}</translation>
    </message>
    <message>
        <source>Where the plane lies: its time, depth, day or file</source>
        <translation>帧的位置：时间、深度、日期或文件</translation>
    </message>
    <message>
        <source>The run: planes that are marked and filled together. I and O set its ends.</source>
        <translation>区间：一起标记和填充的帧。用 I 和 O 设定两端。</translation>
    </message>
</context>
<context>
    <name>PlaneCommands</name>
    <message>
        <source>No plane before this one has marks or fills.</source>
        <translation>此帧之前没有带标记或填充的帧。</translation>
    </message>
    <message>
        <source>A fill is running. Wait for it, or stop it with Esc.</source>
        <translation>正在填充。请等待，或按 Esc 停止。</translation>
    </message>
    <message>
        <source>No plane after this one has marks or fills.</source>
        <translation>此帧之后没有带标记或填充的帧。</translation>
    </message>
    <message>
        <source>Nothing is marked on planes {first}–{last}. Mark what should go, or use a mask on all.</source>
        <translation>第 {first}–{last} 帧上没有标记。请标记要去除的部分，或将一个蒙版用于所有帧。</translation>
    </message>
    <message>
        <source>On all {count} planes</source>
        <translation>用于全部 {count} 帧</translation>
    </message>
</context>
<context>
    <name>PlaneRuns</name>
    <message>
        <source>All of this is marked on these planes already.</source>
        <translation>这些帧上已全部标记。</translation>
    </message>
    <message>
        <source>Nothing is marked on this plane. Mark first what should go.</source>
        <translation>此帧上没有标记。请先标记要去除的部分。</translation>
    </message>
</context>
<context>
    <name>RunFilling</name>
    <message>
        <source>about {seconds} s left</source>
        <translation>约剩 {seconds} 秒</translation>
    </message>
    <message>
        <source>Filling planes: {done} of {count}</source>
        <translation>正在填充各帧：{done} / {count}</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>约剩 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>SeriesOffer</name>
    <message>
        <source>What is in view is no single file of a series.</source>
        <translation>当前显示的不是序列中的单个文件。</translation>
    </message>
    <message>
        <source>Open the series</source>
        <translation>打开序列</translation>
    </message>
    <message>
        <source>Open a folder as a stack</source>
        <translation>将文件夹作为序列打开</translation>
    </message>
</context>
<context>
    <name>StackFiles</name>
    <message>
        <source>Saved stacks are compared plane by plane by the command inpaint-studio verify.</source>
        <translation>保存的序列可用命令 inpaint-studio verify 逐帧比较。</translation>
    </message>
    <message>
        <source>Pictures ({patterns})</source>
        <translation>图片 ({patterns})</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>TIFF of several pages ({patterns})</source>
        <translation>多页 TIFF ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of pictures (*)</source>
        <translation>图片文件夹 (*)</translation>
    </message>
    <message>
        <source>Save the repaired film</source>
        <translation>保存修复后的影片</translation>
    </message>
    <message>
        <source>Stacks ({patterns})</source>
        <translation>序列 ({patterns})</translation>
    </message>
    <message>
        <source>Go to plane</source>
        <translation>转到帧</translation>
    </message>
    <message>
        <source>Save the repaired stack</source>
        <translation>保存修复后的序列</translation>
    </message>
    <message>
        <source>Save plane {number} as a picture</source>
        <translation>将第 {number} 帧存为图片</translation>
    </message>
    <message>
        <source>Films ({patterns})</source>
        <translation>影片 ({patterns})</translation>
    </message>
</context>
<context>
    <name>HelpContents</name>
    <message>
        <source>What was found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Nothing was found. Try fewer or shorter words.</source>
        <translation>没有找到。请用更少或更短的词。</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Outside this program: {address}</source>
        <translation>本程序之外：{address}</translation>
    </message>
    <message>
        <source>Leaves this program; nothing is sent before you press it</source>
        <translation>将离开本程序；按下之前不会发送任何内容</translation>
    </message>
    <message>
        <source>Search in all pages</source>
        <translation>搜索所有页面</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>{page} – Help</source>
        <translation>{page} – 帮助</translation>
    </message>
</context>
<context>
    <name>FirstSteps</name>
    <message>
        <source>{fill} fills what is proposed, {leave} leaves no trace. Your own pictures: {tool}.</source>
        <translation>{fill} 填充所建议的，{leave} 不留痕迹。用于您自己的图片：{tool}。</translation>
    </message>
    <message>
        <source>Scratches and dust of an old portrait are outlined, for you to decide. {leave} leaves no trace.</source>
        <translation>勾出一张旧肖像上的划痕和灰尘，由您决定。{leave} 不留痕迹。</translation>
    </message>
    <message>
        <source>Find damage</source>
        <translation>查找损伤</translation>
    </message>
    <message>
        <source>The lettering was marked and filled. {undo} brings it back; {tool} is for many pictures.</source>
        <translation>文字已被标记并填充。{undo} 把它带回来；{tool} 用于许多图片。</translation>
    </message>
    <message>
        <source>The boat was marked and filled. {undo} brings it back; {tool} outlines an object of yours.</source>
        <translation>小船已被标记并填充。{undo} 把它带回来；{tool} 勾出您自己的物体。</translation>
    </message>
    <message>
        <source>Erase an object</source>
        <translation>擦除物体</translation>
    </message>
    <message>
        <source>A boat is marked and filled from the lake around it. {undo} brings it back.</source>
        <translation>标记一只小船，并由周围的湖面填充。{undo} 把它带回来。</translation>
    </message>
    <message>
        <source>The lettering on a photograph is marked and filled. {undo} brings it back.</source>
        <translation>标记照片上的文字并填充。{undo} 把它带回来。</translation>
    </message>
    <message>
        <source>Remove a mark</source>
        <translation>去除水印</translation>
    </message>
</context>
<context>
    <name>RunSearching</name>
    <message>
        <source>Looking for dust: plane {plane}</source>
        <translation>正在查找灰尘：第 {plane} 帧</translation>
    </message>
    <message>
        <source>Looking for dust …</source>
        <translation>正在查找灰尘…</translation>
    </message>
</context>
</TS>
